package dev.breakeven.core.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.breakeven.core.budget.Budgets.Decision;
import dev.breakeven.core.budget.Budgets.Reservation;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.Property;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Reserve and settle.
class BudgetsTest {
  private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");
  private static final Scope WEB = scope("ci", "web");

  private static Scope scope(String key, String team) {
    return new Scope(key, "", team, "", "", "", "", Map.of());
  }

  private static SpendCap cap(ScopeKind kind, long nanos, Period period) {
    return new SpendCap(kind, Optional.empty(), new Usd(nanos), period, ZoneOffset.UTC);
  }

  private static Reservation reserved(Decision decision) {
    return ((Decision.Reserved) decision).reservation();
  }

  private static Decision reserve(Budgets budgets, long nanos, Instant at) {
    return budgets.reserve(WEB, "m", new Usd(nanos), at);
  }

  @Test
  void whatIsReservedIsTakenUntilItIsSettled() {
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.TOTAL, 100, Period.DAY)));
    Reservation first = reserved(reserve(budgets, 70, NOON));

    assertThat(reserve(budgets, 31, NOON))
        .isEqualTo(
            new Decision.Refused(
                "total, day",
                new Usd(70),
                new Usd(100),
                new Usd(31),
                Optional.of(Instant.parse("2026-03-15T00:00:00Z"))));
    first.settle(new Usd(40));
    first.settle(new Usd(40));
    first.release();
    assertThat(reserve(budgets, 60, NOON)).isInstanceOf(Decision.Reserved.class);
    assertThat(reserve(budgets, 1, NOON)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void everyCapHasToHaveRoomOrNoneIsTouched() {
    Budgets budgets =
        new Budgets(
            List.of(
                cap(ScopeKind.TOTAL, 100, Period.DAY),
                cap(ScopeKind.TEAM, 10, Period.DAY),
                cap(ScopeKind.TENANT, 1, Period.DAY)));

    assertThat(reserve(budgets, 11, NOON))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.limit()).isEqualTo("team web, day"));
    assertThat(budgets.standings(NOON))
        .allSatisfy(standing -> assertThat(standing.reserved()).isEqualTo(Usd.ZERO));
    assertThat(budgets.reserve(scope("x", "other"), "m", new Usd(10), NOON))
        .as("each team has a cap of its own")
        .isInstanceOf(Decision.Reserved.class);
  }

  @Test
  void aNewPeriodBeginsByTheCalendarOfItsZoneAndIsNotReopened() {
    SpendCap berlin =
        new SpendCap(
            ScopeKind.TOTAL, Optional.empty(), new Usd(10), Period.DAY, ZoneId.of("Europe/Berlin"));
    Budgets budgets = new Budgets(List.of(berlin));
    Instant before = Instant.parse("2026-03-14T22:59:00Z");
    Instant after = Instant.parse("2026-03-14T23:00:00Z");
    Reservation late = reserved(reserve(budgets, 10, before));

    assertThat(reserve(budgets, 1, before)).isInstanceOf(Decision.Refused.class);
    Reservation next = reserved(reserve(budgets, 10, after));
    late.settle(new Usd(10));
    assertThat(budgets.standings(after))
        .as("what began yesterday is yesterday's")
        .containsExactly(new Budgets.Standing(berlin, "all", Usd.ZERO, new Usd(10), false));
    next.settle(new Usd(10));
    assertThat(reserve(budgets, 1, before))
        .as("a clock that goes back reopens nothing")
        .isInstanceOf(Decision.Refused.class);
  }

  @Test
  void sessionsOfAnOldPeriodAreLetGoAndWhatTheyOweTouchesNobody() {
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.SESSION, 10, Period.DAY)));
    for (int i = 0; i < 49; i++) {
      Scope session = new Scope("", "", "", "", "", "s" + i, "", Map.of());
      reserved(budgets.reserve(session, "m", new Usd(10), NOON));
    }
    Scope last = new Scope("", "", "", "", "", "s49", "", Map.of());
    Reservation old = reserved(budgets.reserve(last, "m", new Usd(10), NOON));
    assertThat(budgets.standings(NOON)).hasSize(50);
    Instant next = NOON.plusSeconds(86_400);
    assertThat(budgets.standings(next)).isEmpty();

    reserved(budgets.reserve(last, "m", new Usd(4), next));
    old.settle(new Usd(10));
    assertThat(budgets.standings(next))
        .extracting(Budgets.Standing::value, Budgets.Standing::settled, Budgets.Standing::reserved)
        .containsExactly(tuple("s49", Usd.ZERO, new Usd(4)));
  }

  @Test
  void oneSessionMoreThanAreCountedIsRefusedAndNoneIsForgotten() {
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.SESSION, 10, Period.FOREVER)));
    for (int i = 0; i < Budgets.MOST_VALUES - 1; i++) {
      reserved(budgets.reserve(session(i), "m", new Usd(10), NOON)).settle(new Usd(7));
    }
    Instant yearsLater = NOON.plusSeconds(100_000_000);
    budgets.restore(session(-1), "m", new Usd(9), NOON, yearsLater);
    budgets.restore(session(-2), "m", new Usd(1), NOON, yearsLater);

    assertThat(budgets.reserve(session(-3), "m", new Usd(1), yearsLater))
        .isEqualTo(new Decision.Full("session s-3, forever", Optional.empty()));
    assertThat(budgets.reserve(session(-2), "m", new Usd(1), yearsLater))
        .as("one that the ledger has and that found no account")
        .isInstanceOf(Decision.Full.class);
    assertThat(budgets.reserve(session(-1), "m", new Usd(2), yearsLater))
        .isInstanceOf(Decision.Refused.class);
    for (int i = 0; i < Budgets.MOST_VALUES - 1; i += 10_000) {
      assertThat(budgets.reserve(session(i), "m", new Usd(4), yearsLater))
          .isInstanceOf(Decision.Refused.class);
      reserved(budgets.reserve(session(i), "m", new Usd(3), yearsLater));
    }
  }

  @Test
  void whereNoMoreSessionsAreCountedTheNextPeriodHasRoom() {
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.SESSION, 10, Period.DAY)));
    for (int i = 0; i < Budgets.MOST_VALUES; i++) {
      reserved(budgets.reserve(session(i), "m", new Usd(1), NOON));
    }
    Instant midnight = Instant.parse("2026-03-15T00:00:00Z");
    assertThat(budgets.reserve(session(-1), "m", new Usd(1), NOON))
        .isEqualTo(new Decision.Full("session s-1, day", Optional.of(midnight)));
    reserved(budgets.reserve(session(-1), "m", new Usd(1), midnight));
  }

  private static Scope session(int number) {
    return new Scope("", "", "", "", "", "s" + number, "", Map.of());
  }

  @Test
  void aTagHasACapOfItsOwnAndACallWithoutOneHasNone() {
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.TAG, 10, Period.DAY)));
    Scope nightly = new Scope("", "", "", "", "", "", "", Map.of(Scope.TAG, "nightly"));
    Scope other = new Scope("", "", "", "", "", "", "", Map.of("invoice_to", "nightly"));

    reserved(budgets.reserve(nightly, "m", new Usd(10), NOON));
    assertThat(budgets.reserve(nightly, "m", new Usd(1), NOON))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.limit()).isEqualTo("tag nightly, day"));
    assertThat(budgets.covers(other, "m")).isFalse();
    assertThat(budgets.covers(WEB, "m")).isFalse();
  }

  @Test
  void whatTheLedgerHasOfThePeriodCounts() {
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.KEY, 100, Period.MONTH)));
    budgets.restore(WEB, "m", new Usd(30), Instant.parse("2026-03-01T00:00:00Z"), NOON);
    budgets.restore(WEB, "m", new Usd(90), Instant.parse("2026-02-28T23:59:59Z"), NOON);
    budgets.restore(scope("", ""), "m", new Usd(90), NOON, NOON);

    assertThat(reserve(budgets, 71, NOON)).isInstanceOf(Decision.Refused.class);
    assertThat(reserve(budgets, 70, NOON)).isInstanceOf(Decision.Reserved.class);
  }

  @Test
  void whatNobodyWaitsForLeavesTheLastFifthOfEveryCap() {
    Budgets budgets =
        new Budgets(
            List.of(
                cap(ScopeKind.KEY, 100, Period.MONTH), cap(ScopeKind.TEAM, 1_000, Period.MONTH)));

    assertThat(budgets.reserveSpare(WEB, "m", new Usd(81), NOON)).isEmpty();
    Reservation spare = budgets.reserveSpare(WEB, "m", new Usd(50), NOON).orElseThrow();
    assertThat(budgets.reserveSpare(WEB, "m", new Usd(31), NOON)).isEmpty();
    assertThat(budgets.reserveSpare(WEB, "m", new Usd(30), NOON)).isPresent();
    assertThat(budgets.reserveSpare(WEB, "m", new Usd(0), NOON)).isPresent();
    assertThat(reserve(budgets, 20, NOON)).isInstanceOf(Decision.Reserved.class);
    assertThat(budgets.reserveSpare(WEB, "m", new Usd(0), NOON)).as("above 80").isEmpty();
    assertThat(budgets.standings(NOON)).noneMatch(Budgets.Standing::refused);

    spare.settle(new Usd(10));
    assertThat(reserve(budgets, 41, NOON)).isInstanceOf(Decision.Refused.class);
    assertThat(reserve(budgets, 40, NOON)).isInstanceOf(Decision.Reserved.class);
    assertThat(new Budgets(List.of()).reserveSpare(WEB, "m", new Usd(9), NOON)).isPresent();
  }

  @Test
  void capsOfOneValueLeaveOthersAlone() {
    SpendCap one =
        new SpendCap(ScopeKind.KEY, Optional.of("ci"), new Usd(1), Period.FOREVER, ZoneOffset.UTC);
    Budgets budgets = new Budgets(List.of(one));

    assertThat(budgets.covers(WEB, "m")).isTrue();
    assertThat(budgets.covers(scope("dev", "web"), "m")).isFalse();
    assertThat(reserve(budgets, 2, NOON))
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.reset()).isEmpty());
  }

  @Test
  void settledAndReservedNeverExceedACapWhateverTheOrder() {
    Property.check(
        "settled plus reserved stay within the cap",
        300,
        random -> {
          SpendCap total = cap(ScopeKind.TOTAL, 1_000, Period.DAY);
          SpendCap team = cap(ScopeKind.TEAM, 600, Period.DAY);
          Budgets budgets = new Budgets(List.of(total, team));
          List<Reservation> open = new ArrayList<>();
          for (int step = 0; step < 200; step++) {
            if (random.nextInt(3) > 0 || open.isEmpty()) {
              Scope scope = scope("k", "t" + random.nextInt(3));
              Usd amount = new Usd(random.nextInt(200));
              if (budgets.reserve(scope, "m", amount, NOON)
                  instanceof Decision.Reserved(Reservation held)) {
                open.add(held);
              }
            } else {
              Reservation held = open.remove(random.nextInt(open.size()));
              held.settle(new Usd(random.nextLong(held.amount().nanos() + 1)));
            }
            for (Budgets.Standing standing : budgets.standings(NOON)) {
              assertThat(standing.settled().plus(standing.reserved()))
                  .isLessThanOrEqualTo(standing.cap().most());
            }
          }
        });
  }

  @Test
  void periodsBeginWhereTheCalendarSays() {
    ZoneId zone = ZoneId.of("America/New_York");
    Instant at = Instant.parse("2026-03-11T12:00:00Z");

    assertThat(Period.DAY.start(at, zone)).isEqualTo("2026-03-11T04:00:00Z");
    assertThat(Period.WEEK.start(at, zone)).isEqualTo("2026-03-09T04:00:00Z");
    assertThat(Period.WEEK.next(at, zone)).contains(Instant.parse("2026-03-16T04:00:00Z"));
    // the first of March was before the clocks went forward on the eighth
    assertThat(Period.MONTH.start(at, zone)).isEqualTo("2026-03-01T05:00:00Z");
    assertThat(Period.MONTH.next(at, zone)).contains(Instant.parse("2026-04-01T04:00:00Z"));
    assertThat(Period.FOREVER.start(at, zone)).isEqualTo(Instant.EPOCH);
    assertThat(Period.FOREVER.next(at, zone)).isEmpty();
  }
}
