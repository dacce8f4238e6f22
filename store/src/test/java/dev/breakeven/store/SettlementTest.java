package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Settlement;
import dev.breakeven.core.ledger.SettlementOrder;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.testkit.Property;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlementTest {
  private static final Instant FROM = Instant.parse("2026-11-20T00:00:00Z");
  private static final Instant TO = FROM.plus(Duration.ofHours(10));
  private static final UsdPerHour TWO_DOLLARS = UsdPerHour.parse("2");

  @TempDir Path folder;

  /// Ten hours of one GPU at $2: a runs from 1:00 to 3:00, b from 2:00 to 5:00, so it is busy for
  /// four hours, $8, of which a gets 2/5 and b 3/5; six hours, $12, are idle.
  @Test
  void callsShareTheBusyHoursAndIdlenessIsARowOfItsOwn() {
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(own("a", FROM.plus(Duration.ofHours(1)), OptionalLong.of(2 * 3_600_000)));
      writer.append(own("b", FROM.plus(Duration.ofHours(2)), OptionalLong.of(3 * 3_600_000)));
      writer.append(own("c", FROM.plus(Duration.ofHours(3)), OptionalLong.empty()));
      writer.append(Samples.call("hosted", FROM.plus(Duration.ofHours(4))));
    }
    ledger.compact();
    Settled settled = ledger.settle(order(Hours.of(10), TWO_DOLLARS));
    assertThat(settled)
        .isEqualTo(
            new Settled(
                2, 1, Usd.ofDollars(20), Usd.ofDollars(8), Usd.ofDollars(12), Ratio.of(2, 5)));
    check(ledger, "3.20", "4.80", "12.00");
    ledger.compact();
    check(ledger, "3.20", "4.80", "12.00");
    assertThat(ledger.settle(order(Hours.of(20), TWO_DOLLARS)).rent()).isEqualTo(Usd.ofDollars(40));
    check(ledger, "6.40", "9.60", "24.00");
    assertThat(ledger.verify().problems()).isEmpty();
  }

  private static void check(Ledger ledger, String a, String b, String idle) {
    try (LedgerReader reader = ledger.reader()) {
      List<String> costs = new ArrayList<>();
      reader.attempts(Optional.empty(), Optional.empty(), attempt -> costs.add(cost(attempt)));
      assertThat(costs)
          .containsExactly(
              "(idle) " + idle, "llama " + a, "llama " + b, "llama unpriced", "gpt-x 0.01");
      UsageReport.Row totals = reader.usage(UsageQuery.allTime()).totals();
      assertThat(totals.usd().get(Basis.ASSUMED))
          .isEqualTo(Usd.parse(a).plus(Usd.parse(b)).plus(Usd.parse(idle)));
    }
  }

  private static String cost(Attempt attempt) {
    return attempt.call().modelServed()
        + switch (attempt.cost()) {
          case Cost.Priced priced -> " " + priced.usd();
          case Cost.Unpriced _ -> " unpriced";
        };
  }

  @Test
  void sharesAndIdleAddUpToTheRentToTheLastNano() {
    Property.check(
        "settlement conserves",
        300,
        random -> {
          record Busy(Instant at, long millis) {}
          List<Busy> calls = new ArrayList<>();
          for (int i = random.nextInt(40); i > 0; i--) {
            calls.add(
                new Busy(
                    FROM.plusMillis(random.nextLong(-1_000_000, 37_000_000)),
                    random.nextLong(3_000_000)));
          }
          calls.sort(Comparator.comparing(Busy::at));
          Hours hours = new Hours(Ratio.of(random.nextInt(1, 1000), 7));
          UsdPerHour rate = new UsdPerHour(random.nextLong(1, 10_000_000_000L));
          Settlement settlement = new Settlement(order(hours, rate));
          calls.forEach(call -> settlement.measure(call.at(), call.millis()));
          Usd sum = settlement.idle().usd();
          Ratio seconds = settlement.idle().gpuSeconds();
          for (Busy call : calls) {
            Settlement.Share share = settlement.next(call.at(), call.millis());
            assertThat(share.usd().nanos()).isNotNegative();
            sum = sum.plus(share.usd());
            seconds = seconds.plus(share.gpuSeconds());
          }
          assertThat(sum).isEqualTo(rate.times(hours));
          assertThat(seconds).isEqualTo(hours.seconds());
        });
  }

  private static SettlementOrder order(Hours hours, UsdPerHour rate) {
    return new SettlementOrder("own", Optional.empty(), FROM, TO, hours, rate, Basis.ASSUMED);
  }

  /// As above, but a was sent an hour after its request had come in: elsewhere it had failed.
  @Test
  void onlyTheTimeSinceACallWasSentKeepsAGpuBusy() {
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(
          own(
              "a",
              FROM.plus(Duration.ofHours(1)),
              OptionalLong.of(3_600_000),
              OptionalLong.of(3 * 3_600_000)));
      writer.append(own("b", FROM.plus(Duration.ofHours(2)), OptionalLong.of(3 * 3_600_000)));
      writer.append(own("c", FROM.plus(Duration.ofHours(3)), OptionalLong.empty()));
      writer.append(Samples.call("hosted", FROM.plus(Duration.ofHours(4))));
    }
    ledger.settle(order(Hours.of(10), TWO_DOLLARS));
    check(ledger, "3.20", "4.80", "12.00");
  }

  private static Attempt own(String request, Instant at, OptionalLong duration) {
    return own(request, at, OptionalLong.empty(), duration);
  }

  private static Attempt own(
      String request, Instant at, OptionalLong queue, OptionalLong duration) {
    Attempt call = Samples.call(request, at);
    return new Attempt(
        new AttemptId(request, 1),
        at,
        "gateway",
        call.scope(),
        Call.of("llama", "own"),
        call.metered(),
        new Timing(queue, OptionalLong.empty(), duration),
        call.ending(),
        new Cost.Unpriced("not settled yet"),
        Optional.empty(),
        "");
  }
}
