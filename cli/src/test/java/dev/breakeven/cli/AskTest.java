package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Nearby;
import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskTest {
  private static final String SEED =
      "analyze my AI infrastructure spend: what am I paying for GPU, what am I paying for API"
          + " calls, and where is the waste";
  private static final String KEY = "sk-planted-key-0123456789abcdef";

  @TempDir static Path folder;
  private static List<String> flags = List.of();

  @BeforeAll
  static void write() throws IOException {
    flags = AskEstate.in(folder).flags();
  }

  private static Shell.Result ask(Map<String, String> variables, String... words) {
    return ask(variables, Nearby.NONE, words);
  }

  private static Shell.Result ask(Map<String, String> variables, Nearby nearby, String... words) {
    List<String> all = new ArrayList<>(List.of("ask"));
    all.addAll(flags);
    all.addAll(List.of(words));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(
                new Wiring(
                    Clock.fixed(Shell.NOW, ZoneOffset.UTC),
                    new Surroundings(variables, folder, folder),
                    nearby))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Shell.Result(status, out.toString(), err.toString());
  }

  private static Shell.Result ask(String... words) {
    return ask(Map.of(), words);
  }

  @Test
  void theQuestionOfEveryTeamIsAnsweredWithoutAModel() {
    Shell.Result answer = ask(SEED);

    assertThat(answer.status()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("[1] get_spend by=provider kind=gpu", "PlantCloud", "invoice")
        .contains("[2] get_spend by=model kind=model-api", "gpt-4o", "list-equivalent")
        .contains("[3] list_waste", "idle-gpu", "total of");
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 250);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "what did each team spend | get_spend by=team kind=all",
        "which GPUs are idle | get_utilization of=gpus",
        "what do a million tokens of my own engines cost | get_utilization of=engines",
        "which model used the most tokens since 2026-11-01 | query_usage by=model from=2026-11-01",
        "would own GPUs be cheaper for 50M tokens a month? | compare_options volume=50M/month",
        "what is the price of gpt-4o | explain_price item=gpt-4o",
        "which sources are connected | list_sources",
        "how many calls per day | query_usage by=day",
        "what do we pay for APIs by provider | get_spend by=provider kind=model-api",
        "where can I save money | list_waste"
      })
  void aStandardQuestionNamesItsQuery(String question, String query) {
    Shell.Result answer = ask("--json", question);

    List<Map<String, Object>> queries = UsageFixture.rows(answer.json(), "queries");
    assertThat(queries)
        .as(answer.err())
        .anyMatch(each -> String.valueOf(each.get("query")).startsWith(query));
  }

  @Test
  void aQuestionAboutSomethingElseSaysSoAndWhatCanBeAsked() {
    Shell.Result answer = ask("who wrote Hamlet?");

    assertThat(answer.status()).isEqualTo(4);
    assertThat(answer.out())
        .startsWith("No standard question is about that.")
        .contains("where is the waste", "--model");
  }

  @Test
  void whatNoSourceKnowsIsSaidWithWhatToConnect() {
    Shell.Result answer =
        Shell.run("ask", "--ledger", folder.resolve("none").toString(), "what do GPUs cost me?");

    assertThat(answer.status()).isEqualTo(4);
    assertThat(answer.out()).contains("I cannot know what GPUs cost", "breakeven connect focus");
  }

  private static MockUpstream model() {
    return MockUpstream.start(
        (request, response) ->
            response.json(
                200,
                request.number() % 2 == 1
                    ? ScriptedModel.call(false, "explain_price", "{\"item\":\"gpt-4o\"}")
                    : ScriptedModel.text(false, "It costs $12.00, and $13.00 next year.")));
  }

  @Test
  void aModelAnswersWithTheQueryBehindEachFigureAndOthersStruckOut() {
    try (MockUpstream model = model()) {
      Shell.Result answer =
          ask("--model", "m", "--endpoint", model.uri().toString(), "what is gpt-4o's price?");

      assertThat(answer.status()).as(answer.err()).isZero();
      assertThat(answer.out())
          .contains("It costs $12.00, and ~~$13.00~~ next year.")
          .contains("$12.00  [1] total, USD")
          .contains("Struck out: $13.00")
          .contains("[1] explain_price item=gpt-4o: list price of gpt-4o");
    }
  }

  @Test
  void anEngineOnThisMachineIsFoundAndGivenNoKey() {
    try (MockUpstream model = model()) {
      Nearby nearby = new Nearby(List.of(model.port()), Optional.empty());
      Shell.Result answer =
          ask(Map.of("BREAKEVEN_ASK_KEY", KEY), nearby, "--model", "mock", "--offline", "price?");

      assertThat(answer.status()).as(answer.err()).isZero();
      assertThat(model.requests()).allMatch(request -> request.header("authorization").isEmpty());
    }
  }

  @Test
  void aDryRunPrintsWhatWouldBeSentAndSendsNothing() {
    try (MockUpstream model = model()) {
      Shell.Result answer =
          ask(
              Map.of("BREAKEVEN_ASK_KEY", KEY),
              "--dry-run",
              "--model",
              "m",
              "--endpoint",
              model.uri().toString(),
              "what is spent?");

      assertThat(answer.status()).isZero();
      assertThat(answer.out())
          .startsWith("POST http://127.0.0.1:")
          .contains("Authorization: Bearer (your key)", "what is spent?", "get_spend")
          .doesNotContain(KEY);
      assertThat(model.requests()).isEmpty();
    }
  }

  @Test
  void offlineMeansThisMachineAlone() {
    Shell.Result answer =
        ask("--offline", "--model", "gpt-4o", "--endpoint", "https://192.0.2.1", "what is spent?");

    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.err()).contains("--offline with 192.0.2.1");
  }

  @Test
  void aRequestThatCouldPassTheCapIsNotSentAndAModelWithoutAPriceNeither() {
    Shell.Result dear =
        ask(
            "--spend-cap",
            "0.0001",
            "--model",
            "gpt-4o",
            "--endpoint",
            "https://192.0.2.1",
            "what is spent?");
    Shell.Result unknown =
        ask("--model", "own-7b", "--endpoint", "https://192.0.2.1", "what is spent?");

    assertThat(dear.out()).contains("could pass the spend cap", "It cost $0.00");
    assertThat(dear.status()).isEqualTo(4);
    assertThat(unknown.err()).contains("no price is known of 'own-7b'");
  }

  @Test
  void aKeyFileIsItsOwnersAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (MockUpstream model = model()) {
      String[] words = {
        "--key-file", file.toString(), "--model", "m", "--endpoint", model.uri().toString(), "x"
      };
      Shell.Result refused = ask(words);
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).contains("chmod 600").doesNotContain(KEY);

      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertThat(ask(words).status()).isZero();
      assertThat(model.requests()).allMatch(MockRequestKeys::hasKey);
    }
  }

  private static final class MockRequestKeys {
    static boolean hasKey(MockRequest request) {
      return request.header("authorization").equals("Bearer " + KEY);
    }
  }
}
