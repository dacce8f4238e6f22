package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies for mirrors in the ledger: money that was spent, told apart from what clients used.
class MirrorRowsTest {
  private static final Scope ACME = new Scope("k", "", "", "acme", "", "s", "", Map.of());

  @TempDir Path folder;

  private static Attempt row(int number, String source, String model, String usd, long millis) {
    return new Attempt(
        new AttemptId("r" + number + (source.equals("mirror") ? "-mirror" : ""), 1),
        Shell.NOW.minus(Duration.ofHours(1)).plusSeconds(number),
        source,
        ACME,
        Call.of(model, "acme"),
        Metered.reported(Usage.of(100, 10)),
        new Timing(OptionalLong.of(1), OptionalLong.of(millis), OptionalLong.of(2 * millis)),
        new Ending(200, ""),
        new Cost.Priced(Usd.parse(usd), Basis.METERED, "v1"),
        Optional.empty(),
        "");
  }

  /// 25 equal calls in one session, from `source`; beside them two of a client.
  private void write(String source) {
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Clock.systemUTC());
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(row(1, "gateway", "large", "0.5", 200));
      writer.append(row(2, "gateway", "large", "0.5", 200));
      for (int i = 1; i <= 25; i++) {
        writer.append(row(i + 100, source, "small", "0.01", 50));
      }
    }
  }

  private JsonTree run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--ledger", folder.toString(), "--json"));
    return Shell.run(all.toArray(String[]::new)).json();
  }

  @Test
  void usageBySourceTellsWhatTheMirrorCostAndHowFastItWas() {
    write("mirror");
    JsonTree usage = run("usage", "--by", "source");

    assertThat(UsageFixture.rows(usage, "rows"))
        .extracting(
            row -> row.get("source"),
            row -> row.get("calls"),
            row -> row.get("usd"),
            row -> ((Map<?, ?>) row.get("ttft_ms")).get("p95"))
        .containsExactly(
            tuple("gateway", BigDecimal.valueOf(2), "1.00", BigDecimal.valueOf(200)),
            tuple("mirror", BigDecimal.valueOf(25), "0.25", BigDecimal.valueOf(50)));
    assertThat(UsageFixture.object(usage, "totals"))
        .as("all was spent")
        .containsEntry("usd", "1.25");
    assertThat(Shell.run("usage", "--by", "source", "--ledger", folder.toString()).out())
        .contains("mirror: copies of calls, which nobody waited for; their cost was spent.");
  }

  @Test
  void aTenantsStatementLeavesCopiesOut() {
    write("mirror");
    JsonTree statement = run("usage", "statement", "--tenant", "acme");

    assertThat(UsageFixture.object(statement, "total"))
        .containsEntry("calls", BigDecimal.valueOf(2))
        .containsEntry("hosted_usd", "1.00");
    assertThat(UsageFixture.rows(statement, "lines")).hasSize(1);
  }

  @Test
  void copiesAreNoLoopOfACaller() {
    write("mirror");
    JsonTree audit = run("audit");
    assertThat(UsageFixture.rows(audit, "inventory"))
        .as("of copies only the last link")
        .extracting(link -> link.get("calls"))
        .containsExactlyInAnyOrder(BigDecimal.valueOf(2), BigDecimal.valueOf(27));
    assertThat(UsageFixture.rows(audit, "findings"))
        .noneMatch(row -> row.get("rule").equals("loop"));
  }

  @Test
  void theSameCallsOfAClientAre() {
    write("gateway");
    JsonTree audit = run("audit");
    assertThat(UsageFixture.rows(audit, "findings"))
        .anyMatch(row -> row.get("rule").equals("loop"));
  }
}
