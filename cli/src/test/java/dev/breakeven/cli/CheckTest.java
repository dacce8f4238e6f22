package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The week before: $10.00 for two calls. The week up to now: $12.30 for four, two resolved.
class CheckTest {
  @TempDir Path temporary;
  private Path folder;
  private int calls;

  @BeforeEach
  void twoWeeks() {
    folder = temporary.resolve("ledger");
    record("2026-11-10T00:00:00Z", "small", "4.000000001", "");
    record("2026-11-12T00:00:00Z", "large", "5.999999999", "");
    record("2026-11-16T00:00:00Z", "small", "0.1", "resolved");
    record("2026-11-17T00:00:00Z", "small", "0.2", "failed");
    record("2026-11-18T00:00:00Z", "large", "8.000000001", "resolved");
    record("2026-11-19T00:00:00Z", "large", "3.999999999", "");
  }

  private void record(String at, String model, String usd, String outcome) {
    record(at, model, usd, outcome, Metered.reported(Usage.of(1, 1)));
  }

  /// A row of a report that sums `requests`, 0 for nobody knows how many.
  private void recordSum(String at, String model, String usd, long requests) {
    record(
        at,
        model,
        usd,
        "",
        new Metered(Metered.State.REPORTED, Usage.of(1, 1), Map.of(Metered.REQUESTS, requests)));
  }

  private void record(String at, String model, String usd, String outcome, Metered metered) {
    Cost cost =
        usd.isEmpty()
            ? new Cost.Unpriced("no price")
            : new Cost.Priced(Usd.parse(usd), Basis.LIST_EQUIVALENT, "v1");
    Ledger ledger =
        new Ledger(folder, LedgerSettings.DEFAULT, Clock.fixed(Shell.NOW, ZoneOffset.UTC));
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(
          new Attempt(
              new AttemptId("call-" + calls++, 1),
              Instant.parse(at),
              "test",
              Scope.NONE,
              Call.of(model, "openai"),
              metered,
              Timing.UNKNOWN,
              Ending.UNKNOWN,
              cost,
              Optional.empty(),
              outcome));
    }
  }

  private Shell.Result run(String flags) {
    return Shell.line("check --ledger " + folder + " " + flags);
  }

  @ParameterizedTest
  @CsvSource({
    "--last 7d --max-usd 12.3, 0",
    "--last 7d --max-usd 12.299999999, 3",
    "--max-usd 22.3, 0",
    "--max-usd 22.29, 3",
    "--to 2026-11-14 --max-usd 10, 0",
    "--from 2026-11-17T00:00:00Z --to 2026-11-18 --max-usd 0.2, 0",
    "--from 2026-11-17T00:00:00Z --to 2026-11-18 --max-usd 0.1, 3",
    "--last 7d --max-percent 23 --baseline previous, 0",
    "--last 7d --max-percent 22.9999999 --baseline previous, 3",
    "--last 7d --max-percent 23% --baseline 2026-11-07..2026-11-14, 0",
    "--last 7d --max-percent 100 --baseline 2026-11-12..2026-11-14, 3",
    "--last 7d --max-percent 105.1 --baseline 2026-11-12..2026-11-14, 0",
    "--last 7d --max-percent 1000 --baseline 2026-10-01..2026-11-01, 3",
    "--last 7d --max-usd-per-task 6.15, 0",
    "--last 7d --max-usd-per-task 6.149999999, 3",
    "--from 2026-11-17 --to 2026-11-18 --max-usd-per-task 100, 3",
    "--to 2026-11-14 --max-usd-per-task 100, 4",
    "--last 7d --max-usd 1 --max-usd-per-task 100, 3",
    "--last 1h --max-usd 0, 0",
    "--last 7d --max-usd-per-1000 3075, 0",
    "--last 7d --max-usd-per-1000 3074.999999999, 3",
    "--last 1h --max-usd-per-1000 1, 4",
  })
  void endsWithTheStatusOfTheExactAnswer(String flags, int status) {
    Shell.Result result = run(flags);
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isEqualTo(status);
    assertThat(run(flags + " --json").status()).isEqualTo(status);
    assertThat(run(flags + " --markdown").status()).isEqualTo(status);
  }

  @Test
  void theCallsBehindASumCount() {
    recordSum("2026-11-20T00:00:00Z", "large", "0.7", 996);
    Shell.Result within = run("--last 7d --max-usd-per-1000 13");
    assertThat(within.status()).isZero();
    assertThat(within.out())
        .startsWith("within limits: $13.00 for 1,000 calls, ")
        .containsPattern("per 1,000 requests +\\$13\\.00 +\\$13\\.00 +ok")
        .containsPattern("large +\\$12\\.70 +- +998\\n");
    JsonTree over = run("--last 7d --max-usd-per-1000 12.99 --json").json();
    assertThat(over.get("calls")).hasToString("1000");
    assertThat(String.valueOf(over.get("limits")))
        .isEqualTo("[{limit=max-usd-per-1000, unit=usd, most=12.99, value=13, state=breached}]");
  }

  @Test
  void aSumOfNobodyKnowsHowManyCallsCannotBreachWhatACallMayCost() {
    recordSum("2026-11-20T00:00:00Z", "large", "0.7", 0);
    assertThat(run("--last 7d --max-usd-per-1000 3250").status())
        .as("at most $13 for 4 calls")
        .isZero();
    Shell.Result unknown = run("--last 7d --max-usd-per-1000 3249");
    assertThat(unknown.status()).isEqualTo(4);
    assertThat(unknown.out())
        .startsWith("incomplete: $13.00 for 4 calls")
        .contains("Sums that do not say of how many calls they are: 1; these are in no count.");
    assertThat(run("--last 7d --max-usd 12").status()).isEqualTo(3);
  }

  @Test
  void unpricedCallsAreIncompleteUnlessALimitIsBreached() {
    record("2026-11-20T00:00:00Z", "unheard-of", "", "");
    Shell.Result within = run("--last 7d --max-usd 50");
    assertThat(within.status()).isEqualTo(4);
    assertThat(within.out())
        .startsWith("incomplete: $12.30 for 5 calls")
        .contains("1 of 5 calls have no price: the spend is at least what is stated.");
    Shell.Result over = run("--last 7d --max-usd 12 --json");
    assertThat(over.status()).isEqualTo(3);
    assertThat(over.json().root())
        .containsEntry("breached", true)
        .containsEntry("incomplete", true);
    assertThat(run("--last 7d --max-usd 12").out())
        .startsWith("over the limit: $12.30")
        .contains("1 of 5 calls have no price");
    assertThat(run("--to 2026-11-14 --max-percent 500 --baseline 2026-11-20..2026-11-21").status())
        .as("a baseline without prices is not nothing")
        .isEqualTo(4);
  }

  @Test
  void aBaselineMayBeAnEarlierDocument() throws IOException {
    Path file = temporary.resolve("before.json");
    Files.writeString(file, run("--to 2026-11-14 --max-usd 100 --json").out());
    Shell.Result result = run("--last 7d --max-percent 22 --json --baseline " + file);
    assertThat(result.status()).isEqualTo(3);
    assertThat(String.valueOf(result.json().get("limits")))
        .isEqualTo("[{limit=max-percent, unit=percent, most=22, value=23, state=breached}]");
    Files.writeString(file, "{\"rows\": [{\"usd\": \"99\"}], \"totals\": {\"usd\": \"12.3\"}}");
    assertThat(run("--last 7d --max-percent 0 --baseline " + file).status()).isZero();
    Files.writeString(file, "{\"totals\": {\"usd\": \"12.3\", \"unpriced\": 2}, \"unpriced\": 2}");
    assertThat(run("--last 7d --max-percent 0 --baseline " + file).status()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"usd\": 1}",
        "{\"usd\": null}",
        "{\"usd\": \"-1\"}",
        "{\"usd\": \"1\", \"usd\": \"2\"}",
        "{\"usd\": \"1\"} x",
        "{\"usd\": \"1\", \"unpriced\": 1.5}",
        "{\"usd\": \"1\", \"from\": \"soon\"}",
        "{\"usd\": \"1\", \"models\": [1]}",
        "{\"rows\": {\"usd\": \"1\"}}",
        "KEY  VALUE",
      })
  void aFileWithoutASpendIsNoBaseline(String text) throws IOException {
    Path file = temporary.resolve("before.json");
    Files.writeString(file, text);
    Shell.Result result = run("--last 7d --max-percent 1 --baseline " + file);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error 112: there is no spend in this file (" + file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--last 7d|no limit to check",
        "--max-percent 3|--max-percent and --baseline belong together",
        "--max-usd 3 --baseline previous|--max-percent and --baseline belong together",
        "--max-percent 3 --baseline previous|--baseline previous needs a period with both ends",
        "--max-usd 3 --last 7|--last: '7'",
        "--max-usd 3 --last 7d --to 2026-11-21|--last with --from or --to",
        "--max-usd 3 --from 2026-11-21 --to 2026-11-21|2026-11-21 is not before 2026-11-21",
        "--max-usd -3|--max-usd: '-3' is not usable",
        "--max-percent much --baseline previous --last 7d|--max-percent: 'much' is not usable",
        "--max-percent 3 --baseline 2026-11-01.. --last 7d|--baseline: '2026-11-01..'",
        "--max-percent 3 --baseline 2026-11-03..2026-11-01 --last 7d|is not before 2026-11-01",
        "--max-usd 3 --json --markdown|--markdown with --json",
      })
  void wrongUsageIsTold(String flags, String what) {
    Shell.Result result = run(flags);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(what).hasLineCount(1);
  }

  @Test
  void aMissingBaselineAndAMissingLedgerAreErrors() {
    assertThat(run("--last 7d --max-percent 3 --baseline nowhere.json").err())
        .isEqualTo("error 110: no such file (nowhere.json). Check the path.\n");
    folder = temporary.resolve("nowhere");
    Shell.Result result = run("--max-usd 3");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error 110: there is no ledger here (" + folder + ")");
  }

  @Test
  void thePagesAreTheGoldenOnes() throws IOException {
    String flags =
        "--last 7d --max-usd 20 --max-usd-per-task 5 --max-percent 20 --baseline previous";
    Golden.check("cli/src/test/golden/check.txt", run(flags).out());
    Golden.check("cli/src/test/golden/check.md", run(flags + " --markdown").out());
  }

  @Test
  void aGrowthJustOverItsLimitDoesNotLookLikeIt() {
    assertThat(run("--last 7d --max-percent 105 --baseline 2026-11-12..2026-11-14").out())
        .as("12.3 / 5.999999999 = 205.00000003 %")
        .contains("+105.000000034 %");
  }

  @Test
  void aNameFromALogCannotLeaveItsCell() {
    record("2026-11-20T00:00:00Z", "a`|@team\n# x", "1", "");
    assertThat(run("--last 2d --max-usd 20 --markdown").out())
        .contains("| `a??@team?# x` | $1.00 | - | 1 |\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--max-usd 1 --last 7d", "--max-percent 1 --baseline previous --last 7d"})
  void theJsonKeysAreTheGoldenOnes(String flags) throws IOException {
    String name = flags.startsWith("--max-usd") ? "check" : "check-baseline";
    Golden.check(
        "cli/src/test/golden/keys/" + name + ".txt", run(flags + " --json").json().paths());
  }

  @Test
  void sumsAreByBasisAndModel() {
    JsonTree tree = run("--last 7d --max-usd 20 --json").json();
    assertThat(tree.get("usd")).isEqualTo("12.30");
    assertThat(String.valueOf(tree.get("by_basis")))
        .isEqualTo("[{basis=list-equivalent, usd=12.30}]");
    assertThat(List.of(String.valueOf(tree.get("models"))))
        .containsExactly(
            "[{model=large, usd=12.00, calls=2, unpriced=0},"
                + " {model=small, usd=0.30, calls=2, unpriced=0}]");
  }
}
