package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Nearby;
import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `breakeven` without a verb in homes and folders of all kinds.
class FirstLookTest {
  private static final Path FIXTURES =
      Path.of(
          System.getProperty("breakeven.root", "."),
          "ingest/src/test/resources/dev/breakeven/ingest/usage");

  @TempDir Path home;
  @TempDir Path folder;

  private Shell.Result run(Optional<Nearby.Terminal> terminal, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings here = new Surroundings(Map.of(), home, folder);
    Nearby nearby = new Nearby(List.of(), terminal);
    int status =
        Main.commandLine(new Wiring(Clock.fixed(Shell.NOW, ZoneOffset.UTC), here, nearby))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Shell.Result(
        status,
        out.toString().replace(home.toString(), "HOME").replace(folder.toString(), "FOLDER"),
        err.toString());
  }

  private Shell.Result run(String... args) {
    return run(Optional.empty(), args);
  }

  /// Somebody who types `lines` and then ends the input.
  private static Optional<Nearby.Terminal> typing(String... lines) {
    Iterator<String> typed = List.of(lines).iterator();
    return Optional.of(() -> typed.hasNext() ? Optional.of(typed.next()) : Optional.empty());
  }

  private static void fitsOneScreen(Shell.Result result) {
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).hasSizeLessThanOrEqualTo(30);
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100).doesNotEndWith(" "));
  }

  private static BigDecimal decimal(Map<?, ?> object, String key) {
    return (BigDecimal) object.get(key);
  }

  private static Map<?, ?> item(Object list, String key, String value) {
    return ((List<?>) list)
        .stream()
            .map(item -> (Map<?, ?>) item)
            .filter(item -> value.equals(item.get(key)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + key + " " + value + " in " + list));
  }

  @Test
  void theLogsOfCodingAgentsFillOneScreen() throws IOException {
    AgentHome.usual(home);
    Shell.Result result = run();
    fitsOneScreen(result);
    Golden.check("cli/src/test/golden/first/agents.txt", result.out());
    assertThat(run()).isEqualTo(result);
  }

  /// USD per million: sonnet 3, write 3.75, read 0.30, output 15; haiku 1, 1.25, 0.10, 5;
  /// gpt-5-codex 1.25, read 0.125, output 10. In millionths of a dollar, call by call:
  /// 30 + 375,000 + 15,000; 30 + 7,500 + 30,000 + 7,500; 30 + 375,000 + 1,500; 3,000 + 1,500;
  /// 1,000 + 500; 2,500 + 1,000 + 10,000: together 831,090.
  @Test
  void figuresAreThoseOfAPencil() throws IOException {
    AgentHome.usual(home);
    JsonTree json = run("--json").json();
    assertThat(json.get("sample")).isEqualTo(false);
    Map<?, ?> spent = (Map<?, ?>) json.get("spent");
    assertThat(decimal(spent, "usd")).isEqualByComparingTo("0.83109");
    assertThat(decimal(item(spent.get("models"), "model", "gpt-5-codex"), "usd"))
        .isEqualByComparingTo("0.0135");
    // cached 100,000 + 8,000 of 4,030 uncached + 202,000 written + 108,000 read
    assertThat(decimal(spent, "cached_share_of_input")).isEqualByComparingTo("0.343916186");
    // 240 hours are watched: 730 / 240 times as much a month
    Map<?, ?> month = (Map<?, ?>) json.get("month");
    assertThat(decimal(month, "factor")).isEqualByComparingTo("3.041666667");
    assertThat(decimal(month, "monthly_usd")).isEqualByComparingTo("2.52789875");
    // all of it on haiku: 4,030 + 202,000 × 1.25 + 108,000 × 0.1 + 2,800 × 5 = 281,330
    assertThat(decimal(item(json.get("ladder"), "role", "a model you use"), "monthly_usd"))
        .isEqualByComparingTo("0.855712083");
    assertThat(decimal(item(json.get("ladder"), "name", "as is"), "monthly_usd"))
        .isEqualByComparingTo("2.52789875");
    // 100,000 tokens written at 0.75 over plain input, never read; session s1 cost 435,060
    assertThat(
            decimal(
                item(json.get("waste"), "what", "cache writes never read in their session"),
                "monthly_usd"))
        .isEqualByComparingTo("0.228125");
    assertThat(decimal(item(json.get("waste"), "what", "one session"), "share"))
        .isEqualByComparingTo("0.523481211");
    // the small call on sonnet would save 3,000 of 831,090 on haiku: under 1 %
    assertThat((List<?>) json.get("waste")).hasSize(2);
  }

  @Test
  void hostedModelsArePricedAtTheSameCachedShare() throws IOException {
    AgentHome.usual(home);
    List<?> ladder = (List<?>) run("--json").json().get("ladder");
    // sonnet 4.6 at the prices of 4.5: 4,030 × 3 + 202,000 × 3.75 + 108,000 × 0.3 + 2,800 × 15
    assertThat(decimal(item(ladder, "role", "frontier"), "monthly_usd"))
        .isEqualByComparingTo("2.567136250");
  }

  @Test
  void jsonKeysAreTheGoldenOnes() throws IOException {
    AgentHome.usual(home);
    Golden.check("cli/src/test/golden/keys/first.txt", run("--json").json().paths());
  }

  @Test
  void littleUseHidesTheGpusAndSaysHowLittle() throws IOException {
    AgentHome.usual(home);
    assertThat(run().out())
        .containsPattern("you use about 0\\.\\d+ % of one \\S+: own GPUs, from \\$[0-9,]+ with")
        .doesNotContain("own GPUs, at best")
        .contains("break-even of own GPUs, times your volume: ");
  }

  @Test
  void brokenLogsAreCountedAndTheRestIsTold() throws IOException {
    AgentHome agents = AgentHome.usual(home);
    agents.append(
        ".claude/projects/-home-ada-app/s2.jsonl",
        "{\"type\":\"assistant\",\"message\":{\"usage\":{\"input_tok\n");
    agents.claude("s2", "2026-11-05T10:00:01.000Z", "7", "claude-x", -5, 0, 0, 1);
    agents.claude("s2", "2099-01-01T00:00:00.000Z", "8", "claude-sonnet-4-5", 5, 0, 0, 1);
    agents.append(".codex/sessions/2026/11/rollout-x.jsonl", "\0\0\0garbage\n");
    Files.write(
        home.resolve(".claude/projects/latin.jsonl"), new byte[] {(byte) 0xff, (byte) 0xfe});
    agents.append(
        ".claude/projects/-home-ada-app/s9.jsonl",
        """
        {"type":"assistant","sessionId":"s9","timestamp":"2026-11-05T10:00:00Z","requestId":"r",\
        "message":{"id":"m","model":"claude-sonnet-4-5","stop_reason":"end_turn",\
        "usage":{"input_tokens":900000000000000,"output_tokens":1}}}
        """);
    Shell.Result result = run();
    fitsOneScreen(result);
    Golden.check("cli/src/test/golden/first/broken.txt", result.out());
    JsonTree json = run("--json").json();
    assertThat(decimal((Map<?, ?>) json.get("spent"), "usd")).isEqualByComparingTo("0.83109");
    assertThat((List<?>) json.get("left_out"))
        .extracting(problem -> ((Map<?, ?>) problem).get("first").toString())
        .anyMatch(first -> first.endsWith("s2.jsonl:2"))
        .anyMatch(first -> first.endsWith("s2.jsonl:3"));
  }

  @Test
  void nothingButBrokenLogsIsTheSampleAndSaysWhatWasLeftOut() throws IOException {
    new AgentHome(home).append(".claude/projects/p/s.jsonl", "{\"type\":\"assistant\",\"mess\n");
    Shell.Result result = run();
    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("SAMPLE DATA").contains("left out 1 row, first at ");
    assertThat(run("--json").out()).startsWith("{\"sample\":true,");
  }

  @Test
  void anEmptyHomeIsTheSample() {
    assertThat(run()).isEqualTo(Shell.run());
    assertThat(run().out()).startsWith("SAMPLE DATA");
    assertThat(run("--json").json().get("sample")).isEqualTo(true);
  }

  @Test
  void aPersonIsAskedThreeQuestionsAndEnterAnswersThem() throws IOException {
    Shell.Result asked = run(typing("", "", ""));
    assertThat(asked.err()).isEmpty();
    assertThat(asked.out().split("\\]: ")).hasSize(4);
    assertThat(asked.out())
        .doesNotContain("SAMPLE")
        .contains("Next: breakeven plan --volume 500M/month --today claude-sonnet-4.6");
    Golden.check("cli/src/test/golden/first/asked.txt", asked.out());
    assertThat(run(typing()).out().lines()).as("the end of input is Enter").hasSizeGreaterThan(10);
  }

  @Test
  void whatIsNotUnderstoodIsAskedAgain() {
    Shell.Result asked = run(typing("lots", "5", "40M", "gpt-4oo", "gpt-4o", "wavy", "steady"));
    assertThat(asked.out())
        .contains("  tokens: lots (expected: such as 1200, 500K, 1.5M, 2B)")
        .contains("  from 1,000 to 1,000,000,000,000,000 tokens")
        .contains("  no hosted model 'gpt-4oo'; like it: azure/gpt-4o, gpt-4o,")
        .contains("  'wavy' is none of steady, business-hours, spiky5x, batch")
        .contains("breakeven plan --volume 40M/month --today gpt-4o --shape steady");
  }

  @Test
  void jsonIsNeverAQuestion() {
    assertThat(run(typing("", "", ""), "--json").out()).startsWith("{\"sample\":true,");
  }

  @Test
  void exportsInTheFolderAreReadAndOthersPassedOver() throws IOException {
    Files.copy(FIXTURES.resolve("litellm/spend.csv"), folder.resolve("spend.csv"));
    Files.copy(FIXTURES.resolve("openai/costs.json"), folder.resolve("costs.json"));
    Files.writeString(folder.resolve("package.json"), "{\"name\":\"app\"}");
    Files.createDirectories(folder.resolve("below"));
    Files.copy(FIXTURES.resolve("openai/usage.json"), folder.resolve("below/usage.json"));
    JsonTree json = run("--json").json();
    assertThat((List<?>) json.get("sources"))
        .extracting(source -> String.valueOf(((Map<?, ?>) source).get("source")))
        .containsExactly("litellm");
    assertThat((List<?>) json.get("billed"))
        .extracting(source -> String.valueOf(((Map<?, ?>) source).get("source")))
        .containsExactly("openai-costs");
    assertThat(json.get("left_out").toString()).doesNotContain("package.json");
  }

  @Test
  void sumsOfCallsAreNoTrafficForGpus() throws IOException {
    Files.copy(FIXTURES.resolve("openai/usage.json"), folder.resolve("usage.json"));
    assertThat(run().out())
        .contains("own GPUs not sized: sums of many calls do not say when the calls came");
  }

  @Test
  void whatIsSetForPlansHoldsHereToo() throws IOException {
    AgentHome.usual(home);
    Files.writeString(
        folder.resolve("breakeven.yaml"),
        """
        candidates: [llama-3.3-70b]
        frontier: gpt-4o
        fte: 0.5
        """);
    assertThat(run().out())
        .contains("gpt-4o ", "llama-3.3-70b", "labour 0.5 FTE at $200,000")
        .doesNotContain("gemma", "gpt-oss", "claude-sonnet-4.6");
    Files.writeString(folder.resolve("breakeven.yaml"), "region: mars\n");
    assertThat(run().err())
        .startsWith("error 100: --region: no price is of the region 'mars'. Use one of apac, ");
    Files.writeString(folder.resolve("breakeven.yaml"), "prices: [nowhere.jsonl]\n");
    assertThat(run().status()).isEqualTo(1);
  }

  @Test
  void theModelThatIsSetIsTheUsualAnswerAndIsInTheSample() throws IOException {
    Files.writeString(folder.resolve("breakeven.yaml"), "today: gpt-4o\n");
    assertThat(run(typing("", "", "")).out())
        .contains("Model you use today [gpt-4o]: ", "--today gpt-4o --shape");
    assertThat(run().out()).containsPattern("today's\\smodel\\scosts \\$");
    Files.writeString(folder.resolve("breakeven.yaml"), "today: gpt-4oo\n");
    assertThat(run(typing("", "", "")).err()).startsWith("error 120: no hosted model 'gpt-4oo'.");
  }

  @Test
  void theHomeThatTrainsTheCacheIsReadWhole() throws IOException {
    Path trained;
    try (TrainingHome training = TrainingHome.create()) {
      trained = training.folder();
      copyAll(trained, home);
    }
    assertThat(trained).doesNotExist();
    assertThat(run().out())
        .contains("claude-code: 12 sessions, 720 calls", "codex: 12 sessions, 720 calls")
        .doesNotContain("left out");
  }

  @Test
  void everythingAtOnceStillFitsOneScreen() throws IOException {
    AgentHome.usual(home);
    copyAll(FIXTURES.resolve("claudecode/logs"), home);
    copyAll(FIXTURES.resolve("codex/logs"), home);
    for (String file :
        List.of(
            "litellm/spend.csv",
            "openai/usage.json",
            "openai/costs.json",
            "anthropic/usage.json",
            "anthropic/cost.json",
            "otel/spans.json")) {
      Files.copy(FIXTURES.resolve(file), folder.resolve(file.replace('/', '-')));
    }
    Shell.Result result = run();
    fitsOneScreen(result);
    Golden.check("cli/src/test/golden/first/everything.txt", result.out());
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.write(
            copy, Files.readString(file, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
