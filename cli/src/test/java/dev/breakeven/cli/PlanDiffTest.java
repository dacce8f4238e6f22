package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plans that are saved, and what `plan diff` makes of them.
///
/// 144 calls of 1,000 tokens in and 200 out over 119.166 seconds are 3,175,670.9 a month. At
/// gpt-4o's $2.50 and $10 a million each is $0.0045, together $14,290.52. A rig at $3 an hour is
/// $2,190 a month; 0.25 FTE at $200,000, $500 of tools and 1.5 of 52 weeks' pay over 12 months are
/// $5,147.44.
class PlanDiffTest {
  private static final String RIG_HEADER =
      "id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,per,setup_fee,"
          + "availability,interruption_rate,basis,source,as_of,note\n";

  @TempDir Path folder;
  private Path trace;

  @BeforeEach
  void calls() throws IOException {
    StringBuilder rows = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int i = 0; i < 144; i++) {
      int millis = i * 2500 / 3;
      rows.append(
          "2023-11-16 18:%02d:%02d.%03d0000,1000,200\n"
              .formatted(millis / 60_000, millis / 1000 % 60, millis % 1000));
    }
    trace = Files.writeString(folder.resolve("calls.csv"), rows);
    rig(3);
    api("2.50", "10");
  }

  private void rig(int usdPerHour) throws IOException {
    Files.writeString(
        folder.resolve("rig.csv"),
        RIG_HEADER
            + "rig,acme,dgx,h100-sxm,1,,,eu-west,on-demand,USD,"
            + usdPerHour
            + ",hour,,guaranteed,,user-stated,quote,2026-11-01,\n");
  }

  private void api(String input, String output) throws IOException {
    Files.writeString(
        folder.resolve("api.jsonl"),
        """
        {"provider":"openai","model":"gpt-4o","as_of":"2026-11-01","source":"contract",\
        "prices":[{"input":"%s","output":"%s"}]}
        """
            .formatted(input, output));
  }

  private Shell.Result plan(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "plan",
                trace.toString(),
                "--today=gpt-4o",
                "--frontier=gpt-4o",
                "--candidate=qwen3-1.7b:bf16",
                "--gpu-offer=rig",
                "--prices=" + folder.resolve("rig.csv"),
                "--prices=" + folder.resolve("api.jsonl")));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(String[]::new));
  }

  private Path save(String name) {
    Path saved = folder.resolve(name);
    Shell.Result result = plan("--save", saved.toString());
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("saved: " + saved);
    return saved;
  }

  private static Shell.Result diff(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("plan", "diff"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return Shell.run(all.toArray(String[]::new));
  }

  @Test
  void anApiAtHalfItsPriceFlipsTheAnswer() throws IOException {
    Path before = save("before");
    api("1.25", "5");
    Shell.Result result = diff(before, save("after"));
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out())
        .startsWith("The answer flipped: from qwen3-1.7b")
        .contains("at\n  $7,145 a month")
        .contains("price of gpt-4o: input 2.5 output 10 reasoning 10 → input 1.25 output 5");
    Golden.check("cli/src/test/golden/pages/plan-diff-flipped.txt", result.out());
  }

  @Test
  void gpusAtTwiceTheirPriceAreANumberThatChanged() throws IOException {
    Path before = save("before");
    rig(6);
    Shell.Result result = diff(before, save("after"));
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("The answer is the same: qwen3-1.7b")
        .contains("price of rig: $3.00/hour → $6.00/hour")
        .containsPattern("mix +\\$7,337 +\\$9,527 +\\+29.8 %");
    Golden.check("cli/src/test/golden/pages/plan-diff-same.txt", result.out());
  }

  @Test
  void aSavedPlanIsPlannedAgainWithWhatItsFilesSayNow() throws IOException {
    Path saved = save("saved");
    Shell.Result same = diff(saved);
    assertThat(same.status()).as(same.err()).isZero();
    assertThat(same.out()).contains("No number changed.");

    api("1.25", "5");
    Shell.Result result = diff(saved);
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).contains("another content of " + folder.resolve("api.jsonl"));
  }

  @Test
  void moreTrafficIsAReason() throws IOException {
    Path before = save("before");
    Files.writeString(trace, Files.readString(trace).replace(",1000,200", ",1100,200"));
    Shell.Result result = diff(before, "--json");
    assertThat(result.json().get("flipped")).isEqualTo(false);
    assertThat((Iterable<?>) result.json().get("traffic"))
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .contains(Map.of("name", "input tokens a month", "was", "3175670913", "now", "3493238004"));
  }

  @Test
  void pricesOfAnotherDayAreNamed() throws IOException {
    Files.writeString(
        folder.resolve("api.jsonl"),
        """
        {"provider":"openai","model":"gpt-4o","as_of":"2026-11-01","source":"contract","prices":[\
        {"to":"2026-12-01","input":"2.50","output":"10"},\
        {"from":"2026-12-01","input":"1.25","output":"5"}]}
        """);
    Path saved = save("saved");
    Shell.Result result = diff(saved, "--at", "2026-12-24");
    assertThat(result.status()).as(result.err()).isEqualTo(3);
    assertThat(result.out()).contains("prices in force at 2026-12-24, were at 2026-11-21");
  }

  @Test
  void twoJsonDocumentsAreComparedToo() throws IOException {
    Path before = Files.writeString(folder.resolve("a.json"), plan("--json").out());
    Path after = Files.writeString(folder.resolve("b.json"), plan("--json", "--fte=0").out());
    Shell.Result result = diff(before, after);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("no more assumed: labour 0.25 FTE")
        .contains("now assumed: labour 0 FTE");
  }

  @Test
  void aReservedTermSaysHowLongTheNeedMustHold() throws IOException {
    Path file = folder.resolve("rig.csv");
    String rig = Files.readString(file);
    String row = rig.lines().skip(1).findFirst().orElseThrow();
    String reserved =
        row.replace("rig,", "rig-1y,").replace("on-demand,USD,3", "reserved-1y,USD,1.8");
    Files.writeString(file, rig + reserved + "\n");
    // 12 months at $1.80 are what 7.2 months at $3 cost; one rig of 730 hours saves $1.20 an hour
    assertThat(plan("--gpu-offer=rig-1y").out())
        .contains("rig-1y saves $876 a month against on-demand, if the need holds 8 of its 12");
    assertThat(plan().out()).doesNotContain("the need holds");
  }

  @Test
  void faultsAreNamed() throws IOException {
    Path saved = save("saved");
    assertThat(plan("--save", saved.toString()).err())
        .startsWith("error 116: a plan is saved here already (" + saved + ").");
    Path text = Files.writeString(folder.resolve("text.json"), "{\"verdict\": 1}");
    assertThat(diff(saved, text).err())
        .startsWith("error 112: no 'prices' (" + text + ":1). Give what 'breakeven plan --json'");
    assertThat(diff(text).err()).startsWith("error 112:");
    assertThat(diff(folder.resolve("none"), saved).err()).startsWith("error 110: no such file");
    assertThat(diff(saved, saved, "--at", "2026-01-01").status()).isEqualTo(2);
    Files.delete(trace);
    Shell.Result gone = diff(saved);
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).startsWith("error 110: no such file, which the plan was made from");
    assertThat(plan("--save", text + "/x").err()).startsWith("error 110:");
  }
}
