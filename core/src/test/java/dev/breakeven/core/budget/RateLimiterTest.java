package dev.breakeven.core.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.budget.RateLimiter.Decision;
import dev.breakeven.core.ledger.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Buckets of a minute and calls at once. Time is given by hand, in seconds.
class RateLimiterTest {
  private static final Scope CI = new Scope("ci", "", "", "", "", "", "", Map.of());

  private static RateLimiter limiter(long requests, long tokens, long concurrent) {
    return new RateLimiter(
        List.of(new RateLimit(ScopeKind.KEY, Optional.empty(), requests, tokens, concurrent)));
  }

  /// A start that is no round number, as the JDK's clock has.
  private static long at(double seconds) {
    return -1_234_567_890_123L + (long) (seconds * 1e9);
  }

  private static RateLimiter.Pass passed(Decision decision) {
    return ((Decision.Passed) decision).pass();
  }

  @Test
  void aMinutesWorthPassesAtOnceThenOneForEachShareOfIt() {
    RateLimiter limiter = limiter(60, 0, 0);
    for (int i = 0; i < 60; i++) {
      assertThat(limiter.request(CI, "m", 0, at(0))).isInstanceOf(Decision.Passed.class);
    }

    assertThat(limiter.request(CI, "m", 0, at(0)))
        .isEqualTo(new Decision.Refused("key ci: 60 requests a minute", 1000));
    assertThat(limiter.request(CI, "m", 0, at(0.9)))
        .isEqualTo(new Decision.Refused("key ci: 60 requests a minute", 100));
    assertThat(limiter.request(CI, "m", 0, at(1))).isInstanceOf(Decision.Passed.class);
    assertThat(limiter.request(CI, "m", 0, at(1))).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void tokensArePutRightWhenACallEnds() {
    RateLimiter limiter = limiter(0, 600, 0);
    RateLimiter.Pass cheap = passed(limiter.request(CI, "m", 500, at(0)));
    assertThat(limiter.request(CI, "m", 200, at(0)))
        .isEqualTo(new Decision.Refused("key ci: 600 tokens a minute", 10_000));
    cheap.end(100, at(0));
    cheap.end(100, at(0));

    RateLimiter.Pass dear = passed(limiter.request(CI, "m", 500, at(0)));
    dear.end(800, at(0));
    // 300 in debt at 10 a second: one more passes when the debt is paid and a token is there
    assertThat(limiter.request(CI, "m", 1, at(0)))
        .isEqualTo(new Decision.Refused("key ci: 600 tokens a minute", 30_100));
    assertThat(limiter.request(CI, "m", 1, at(30.1))).isInstanceOf(Decision.Passed.class);
  }

  @Test
  void aCallLargerThanAMinuteWaitsForAFullBucketAndNoLonger() {
    RateLimiter limiter = limiter(0, 100, 0);

    assertThat(limiter.request(CI, "m", 5_000, at(0))).isInstanceOf(Decision.Passed.class);
    assertThat(limiter.request(CI, "m", 1, at(60))).isInstanceOf(Decision.Refused.class);
    assertThat(limiter.request(CI, "m", 1, at(3_000))).isInstanceOf(Decision.Passed.class);
  }

  @Test
  void callsAtOnceAreCountedByValue() {
    RateLimiter limiter = limiter(0, 0, 1);
    Scope other = new Scope("dev", "", "", "", "", "", "", Map.of());
    Scope none = Scope.NONE;
    RateLimiter.Pass running = passed(limiter.request(CI, "m", 0, at(0)));

    assertThat(limiter.request(CI, "m", 0, at(9))).isInstanceOf(Decision.Refused.class);
    assertThat(limiter.request(other, "m", 0, at(9))).isInstanceOf(Decision.Passed.class);
    assertThat(limiter.request(none, "m", 0, at(9))).isInstanceOf(Decision.Passed.class);
    assertThat(limiter.request(none, "m", 0, at(9))).isInstanceOf(Decision.Passed.class);
    running.end(0, at(9));
    assertThat(limiter.request(CI, "m", 0, at(9))).isInstanceOf(Decision.Passed.class);
  }
}
