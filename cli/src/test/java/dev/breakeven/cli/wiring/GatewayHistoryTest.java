package dev.breakeven.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.KeyHour;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.settings.GatewaySettings.Access;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant TODAY = Instant.parse("2026-11-21T08:00:00Z");
  private static final Instant YESTERDAY = Instant.parse("2026-11-20T08:00:00Z");
  private static final Instant LAST_MONTH = Instant.parse("2026-10-31T08:00:00Z");
  private static final Metered USED = Metered.reported(Usage.of(1, 1));

  @TempDir Path folder;

  private static SpendCap cap(ScopeKind scope, Period period) {
    return new SpendCap(scope, Optional.empty(), Usd.ofDollars(100), period, ZoneOffset.UTC);
  }

  private static Scope scope(String key, String session) {
    return new Scope(key, "", "", "", "someone", session, "", Map.of());
  }

  private static Cost cost(String usd) {
    return new Cost.Priced(Usd.parse(usd), Basis.METERED, "v1");
  }

  private static Attempt row(
      String id, Instant at, String source, Scope scope, Metered metered, Cost cost) {
    return new Attempt(
        new AttemptId(id, 1),
        at,
        source,
        scope,
        Call.of("gpt-x", "openai"),
        metered,
        new Timing(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
        new Ending(200, ""),
        cost,
        Optional.empty(),
        "");
  }

  /// What is settled, by period and value.
  private Map<String, String> restored(SpendCap... caps) {
    Budgets budgets = new Budgets(List.of(caps));
    Access access = new Access(List.of(), List.of(caps), List.of(), List.of());
    GatewayHistory.restore(budgets, watch(), access, ledger(), NOW);
    return budgets.standings(NOW).stream()
        .collect(
            Collectors.toMap(
                each -> each.cap().period().key() + " " + each.value(),
                each -> each.settled().toString()));
  }

  private KeyWatch watch() {
    return new KeyWatch(folder.resolve("suspended-keys"));
  }

  private Ledger ledger() {
    return new Ledger(folder, LedgerSettings.DEFAULT, Clock.systemUTC());
  }

  @Test
  void everyPeriodHasWhatWasSpentInItAndMayHaveBeen() {
    Scope ci = scope("ci", "s1");
    try (LedgerWriter writer = ledger().writer()) {
      writer.append(row("a", LAST_MONTH, "gateway", ci, USED, cost("10")));
      writer.append(row("b", YESTERDAY, "gateway", ci, USED, cost("5")));
      writer.append(row("c", TODAY, "gateway", ci, USED, cost("2")));
      writer.append(row("d", TODAY, "gateway", scope("web", "s2"), USED, cost("1")));
      writer.append(row("e", TODAY, "claude-code", ci, USED, cost("50")));
      writer.append(row("c-mirror", TODAY, "mirror", ci, USED, cost("0.125")));
      // nobody knows what this one cost: it counts at its worst case
      writer.append(
          row(
              "f",
              TODAY,
              "gateway",
              ci,
              Metered.ABSENT.withCharge(Metered.HELD, Usd.parse("0.25").nanos()),
              new Cost.Unpriced("no usage is known")));
      writer.append(
          row("g", TODAY, "gateway", ci, Metered.ABSENT, new Cost.Unpriced("own hardware")));
      writer.opened(new Opening(new AttemptId("h", 1), TODAY, ci, "gpt-x", Usd.parse("0.5")));
    }

    assertThat(
            restored(
                cap(ScopeKind.KEY, Period.DAY),
                cap(ScopeKind.KEY, Period.MONTH),
                cap(ScopeKind.KEY, Period.FOREVER)))
        .containsOnly(
            Map.entry("day ci", "2.875"),
            Map.entry("day web", "1.00"),
            Map.entry("month ci", "7.875"),
            Map.entry("month web", "1.00"),
            Map.entry("forever ci", "17.875"),
            Map.entry("forever web", "1.00"));
    assertThat(restored(cap(ScopeKind.MODEL, Period.DAY)))
        .containsOnly(Map.entry("day gpt-x", "3.875"));
    assertThat(restored(cap(ScopeKind.SESSION, Period.DAY)))
        .containsOnly(Map.entry("day s1", "2.875"), Map.entry("day s2", "1.00"));
    assertThat(restored(cap(ScopeKind.TOTAL, Period.MONTH)))
        .allSatisfy((_, settled) -> assertThat(settled).isEqualTo("8.875"));
  }

  @Test
  void everyTagHasItsOwnAlsoOnceItsRowsAreCompacted() {
    try (LedgerWriter writer = ledger().writer()) {
      writer.append(row("a", TODAY, "gateway", tagged("nightly"), USED, cost("2")));
      writer.append(row("b", TODAY, "gateway", tagged("pii"), USED, cost("3")));
      writer.append(row("c", TODAY, "gateway", scope("ci", ""), USED, cost("4")));
      writer.opened(
          new Opening(new AttemptId("d", 1), TODAY, tagged("nightly"), "gpt-x", Usd.parse("0.5")));
    }
    Map<String, String> byTag = Map.of("day nightly", "2.50", "day pii", "3.00");
    assertThat(restored(cap(ScopeKind.TAG, Period.DAY))).isEqualTo(byTag);
    ledger().compact();
    assertThat(restored(cap(ScopeKind.TAG, Period.DAY))).isEqualTo(byTag);
    try (LedgerReader reader = ledger().reader()) {
      assertThat(reader.usage(UsageQuery.allTime(UsageQuery.Dimension.TAG)).rows())
          .extracting(each -> each.group().getFirst(), each -> each.usd().get(Basis.METERED))
          .containsExactly(
              tuple("", Usd.parse("4")),
              tuple("pii", Usd.parse("3")),
              tuple("nightly", Usd.parse("2")));
    }
  }

  @Test
  void everyHourHasWhatAKeyUsedInItAlsoOnceItsRowsAreCompacted() {
    Scope ci = scope("ci", "s1");
    Metered tokens = Metered.reported(new Usage(1, 2, 4, 8, 16, 32));
    Cost own = new Cost.Unpriced("own hardware");
    try (LedgerWriter writer = ledger().writer()) {
      writer.append(row("a", TODAY, "gateway", ci, USED, cost("2")));
      writer.append(row("b", TODAY.plusSeconds(3599), "gateway", ci, USED, cost("0.5")));
      writer.append(row("c", TODAY.plusSeconds(3600), "gateway", ci, USED, cost("1")));
      writer.append(row("d", TODAY, "gateway", scope("", "s2"), USED, cost("7")));
      writer.append(row("e", TODAY, "claude-code", ci, USED, cost("50")));
      writer.append(row("f", YESTERDAY, "gateway", ci, tokens, own));
      writer.append(row("g", YESTERDAY, "gateway", ci, Metered.ABSENT, own));
      writer.append(row("h", YESTERDAY, "gateway", ci, tokens, own));
      // a share of rent is no price
      writer.correct(
          new Correction(
              new AttemptId("h", 1),
              NOW,
              new Correction.Repriced(cost("3"), Optional.of(Ratio.of(1)))));
      writer.append(row("i", LAST_MONTH, "gateway", ci, USED, cost("9")));
      writer.append(row("j", NOW, "gateway", ci, USED, cost("9")));
    }
    List<KeyHour> hours =
        List.of(
            new KeyHour("ci", TODAY, Usd.parse("2.5"), 0),
            new KeyHour("ci", TODAY.plusSeconds(3600), Usd.parse("1"), 0),
            new KeyHour("ci", YESTERDAY, Usd.ZERO, 126));
    assertThat(hours()).containsExactlyInAnyOrderElementsOf(hours);
    ledger().compact();
    assertThat(hours()).containsExactlyInAnyOrderElementsOf(hours);
  }

  private List<KeyHour> hours() {
    List<KeyHour> hours = new ArrayList<>();
    try (LedgerReader reader = ledger().reader()) {
      reader.keyHours("gateway", YESTERDAY, NOW, hours::add);
    }
    return hours;
  }

  private static Scope tagged(String tag) {
    return new Scope("ci", "", "", "", "", "", "", Map.of(Scope.TAG, tag));
  }
}
