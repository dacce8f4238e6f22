package dev.breakeven.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CallLogTest {
  private static final Instant AT = Instant.parse("2026-11-01T10:00:00.123456Z");

  private static Attempt attempt(String id, Usage usage, Cost cost) {
    return new Attempt(
        new AttemptId(id, 1),
        AT,
        "claude-code",
        new Scope("", "", "", "", "", "s-" + id, "", Map.of()),
        Call.of("m", "p"),
        Metered.reported(usage),
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        cost,
        Optional.empty(),
        "");
  }

  private static Cost priced(long nanos) {
    return new Cost.Priced(new Usd(nanos), Basis.METERED, "");
  }

  @Test
  void keepsWhatWasAdded() {
    CallLog log = new CallLog();
    Usage usage = new Usage(1, 2, 3, 4, 5, 6);
    log.add(attempt("a", usage, priced(7)));
    log.add(attempt("b", Usage.of(1, 1), ListPrices.NOT_PRICED));
    assertThat(log.size()).isEqualTo(2);
    assertThat(log.usage(0)).isEqualTo(usage);
    assertThat(log.cost(0)).contains(new Usd(7));
    assertThat(log.basis(0)).contains(Basis.METERED);
    assertThat(log.micros(0)).isEqualTo(AT.getEpochSecond() * 1_000_000 + 123_456);
    assertThat(log.kind(0)).isEqualTo(new CallLog.Kind("claude-code", "p", "m"));
    assertThat(log.sessionName(log.session(1))).isEqualTo("claude-code:s-b");
    assertThat(log.cost(1)).isEmpty();
    assertThat(log.requests(1)).isEqualTo(1);
  }

  @Test
  void aLaterRowTakesThePlaceOfTheCallWithItsId() {
    CallLog log = new CallLog();
    log.add(attempt("a", Usage.of(1, 1), priced(1)));
    log.add(attempt("b", Usage.of(2, 2), priced(2)));
    log.put(attempt("a", Usage.of(9, 9), ListPrices.NOT_PRICED));
    log.add(attempt("c", Usage.of(3, 3), priced(3)));
    log.put(attempt("c", Usage.of(4, 4), priced(4)));
    log.put(attempt("d", Usage.of(5, 5), priced(5)));
    assertThat(log.size()).isEqualTo(4);
    assertThat(log.usage(0)).isEqualTo(Usage.of(9, 9));
    assertThat(log.cost(0)).isEmpty();
    assertThat(log.usage(1)).isEqualTo(Usage.of(2, 2));
    assertThat(log.cost(2)).contains(new Usd(4));
    assertThat(log.usage(3)).isEqualTo(Usage.of(5, 5));
  }

  @Test
  void sumsAndUnknownUsageStayWhatTheyAre() {
    CallLog log = new CallLog();
    Attempt one = attempt("a", Usage.NONE, ListPrices.NOT_PRICED);
    log.add(with(one, Metered.ABSENT));
    log.add(
        with(
            one,
            new Metered(Metered.State.REPORTED, Usage.of(10, 1), Map.of(Metered.REQUESTS, 5L))));
    assertThat(log.hasUsage(0)).isFalse();
    assertThat(log.isSum(0)).isFalse();
    assertThat(log.hasUsage(1)).isTrue();
    assertThat(log.isSum(1)).isTrue();
    assertThat(log.requests(1)).isEqualTo(5);
  }

  private static Attempt with(Attempt attempt, Metered metered) {
    return new Attempt(
        attempt.id(),
        attempt.at(),
        attempt.source(),
        attempt.scope(),
        attempt.call(),
        metered,
        attempt.timing(),
        attempt.ending(),
        attempt.cost(),
        attempt.gpuSeconds(),
        attempt.outcome());
  }
}
