package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.LoadProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the user's tier at one API lets through in a minute: tokens in and out, and requests.
public record ApiLimit(String offerId, Optional<Tokens> tokens, OptionalLong requests) {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /// The most tokens and requests that any minute of a traffic asks for, at its scale.
  record Peak(Ratio tokens, Ratio requests) {
    /// Minutes run from the first bin on; bins do not straddle them.
    static Peak of(LoadProfile profile, Ratio scale) {
      long perMinute = Math.max(1, MINUTE_NANOS / profile.binNanos());
      long tokens = 0;
      long requests = 0;
      long mostTokens = 0;
      long mostRequests = 0;
      long minute = -1;
      for (int i = 0; i < profile.busyBins(); i++) {
        int bin = profile.busyBin(i);
        if (bin / perMinute != minute) {
          minute = bin / perMinute;
          tokens = 0;
          requests = 0;
        }
        tokens += profile.inputTokens(bin) + profile.outputTokens(bin);
        requests += profile.requests(bin);
        mostTokens = Math.max(mostTokens, tokens);
        mostRequests = Math.max(mostRequests, requests);
      }
      return new Peak(scale.times(mostTokens), scale.times(mostRequests));
    }
  }

  List<Miss> misses(Peak peak) {
    List<Miss> misses = new ArrayList<>();
    tokens.ifPresent(limit -> check("tokens", "tpm", peak.tokens(), limit.count(), misses));
    requests.ifPresent(limit -> check("requests", "rpm", peak.requests(), limit, misses));
    return misses;
  }

  private void check(String what, String key, Ratio asked, long limit, List<Miss> misses) {
    if (asked.compareTo(Ratio.of(limit)) <= 0) {
      return;
    }
    Ratio times = asked.dividedBy(Ratio.of(limit));
    misses.add(
        new Miss(
            "--api-limit",
            "the busiest minute has %,d %s, %s times its limit of %,d"
                .formatted(asked.ceiling(), what, times.decimal(1), limit),
            Optional.of(times),
            "--api-limit %s:%s=%d".formatted(offerId, key, asked.ceiling())));
  }
}
