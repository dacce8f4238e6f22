package dev.breakeven.core.budget;

import dev.breakeven.core.ledger.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Requests and tokens a minute as buckets that fill evenly, and calls at once.
///
/// A bucket holds a minute's worth and starts full. Tokens are taken as estimated and put right
/// when the call has ended, which may leave a bucket in debt. Time is in nanoseconds of a clock
/// that never goes back. Thread-safe.
public final class RateLimiter {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /// Idle values are forgotten when there are more than this.
  private static final int MOST_VALUES = 100_000;

  private final List<RateLimit> limits;
  private final Map<RateLimit, Map<String, Gauge>> gauges = new HashMap<>();

  /// What one value has left.
  private static final class Gauge {
    private final Bucket requests;
    private final Bucket tokens;
    private long running;

    Gauge(RateLimit limit, long now) {
      requests = new Bucket(limit.requestsPerMinute(), now);
      tokens = new Bucket(limit.tokensPerMinute(), now);
    }

    boolean isIdle(long now) {
      return running == 0 && requests.full <= now && tokens.full <= now;
    }
  }

  /// A bucket that holds `perMinute` and is filled by as much a minute.
  ///
  /// `full` is the moment at which it will be full again, if nothing more is taken.
  private static final class Bucket {
    /// More than this at once is counted as this.
    private static final long MOST = 150_000_000;

    private final long perMinute;
    private long full;

    Bucket(long perMinute, long now) {
      this.perMinute = perMinute;
      full = now;
    }

    /// How long until `wanted` are there, or a minute's worth if that is less; 0 when they are.
    long wait(long wanted, long now) {
      return perMinute == 0
          ? 0
          : Math.max(
              0, Math.max(0, full - now) + Math.min(span(wanted), MINUTE_NANOS) - MINUTE_NANOS);
    }

    /// Takes `count`, or gives it back when it is negative.
    void take(long count, long now) {
      if (perMinute > 0) {
        full = Math.max(full, now) + span(count);
      }
    }

    private long span(long count) {
      return Math.clamp(count, -MOST, MOST) * MINUTE_NANOS / perMinute;
    }
  }

  public RateLimiter(List<RateLimit> limits) {
    this.limits = List.copyOf(limits);
    limits.forEach(limit -> gauges.put(limit, new HashMap<>()));
  }

  /// What became of a call.
  public sealed interface Decision {
    record Passed(Pass pass) implements Decision {}

    /// `limit` names the rule, such as `key ci: 60 requests a minute`.
    record Refused(String limit, long retryAfterMillis) implements Decision {}
  }

  /// A call that runs. Ends once.
  public final class Pass {
    private final List<Gauge> held;
    private final long estimate;
    private boolean open = true;

    private Pass(List<Gauge> held, long estimate) {
      this.held = held;
      this.estimate = estimate;
    }

    /// The call has ended, at `now`, and had `tokens` in all.
    public void end(long tokens, long now) {
      synchronized (RateLimiter.this) {
        if (open) {
          open = false;
          for (Gauge gauge : held) {
            gauge.running--;
            gauge.tokens.take(tokens - estimate, now);
          }
        }
      }
    }
  }

  /// Takes a request of about `tokens` from every bucket that covers it, or from none.
  public synchronized Decision request(Scope scope, String model, long tokens, long now) {
    List<Gauge> held = new ArrayList<>();
    for (RateLimit limit : limits) {
      String value = limit.scope().valueOf(scope, model);
      if (!limit.covers(value)) {
        continue;
      }
      Gauge gauge = gauge(limit, value, now);
      if (limit.concurrent() > 0 && gauge.running >= limit.concurrent()) {
        return refused(limit, value, limit.concurrent(), "calls at once", 1_000_000_000L);
      }
      long wait = gauge.requests.wait(1, now);
      if (wait > 0) {
        return refused(limit, value, limit.requestsPerMinute(), "requests a minute", wait);
      }
      wait = gauge.tokens.wait(tokens, now);
      if (wait > 0) {
        return refused(limit, value, limit.tokensPerMinute(), "tokens a minute", wait);
      }
      held.add(gauge);
    }
    for (Gauge gauge : held) {
      gauge.requests.take(1, now);
      gauge.tokens.take(tokens, now);
      gauge.running++;
    }
    return new Decision.Passed(new Pass(held, tokens));
  }

  private Gauge gauge(RateLimit limit, String value, long now) {
    Map<String, Gauge> ofLimit = gauges.computeIfAbsent(limit, _ -> new HashMap<>());
    if (ofLimit.size() > MOST_VALUES) {
      ofLimit.values().removeIf(gauge -> gauge.isIdle(now));
    }
    return ofLimit.computeIfAbsent(value, _ -> new Gauge(limit, now));
  }

  private static Decision refused(
      RateLimit limit, String value, long count, String unit, long nanos) {
    return new Decision.Refused(
        "%s: %,d %s".formatted(limit.name(value), count, unit), (nanos + 999_999L) / 1_000_000L);
  }
}
