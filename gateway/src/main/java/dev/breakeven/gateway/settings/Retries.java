package dev.breakeven.gateway.settings;

import java.time.Duration;

/// How a failed attempt is followed by another one, always before the first token is out.
///
/// `perUpstream` attempts at most go to one upstream. `longestWait` bounds what a Retry-After can
/// ask for: beyond it the next upstream is tried, or the refusal is passed on. `holdTokens` pieces
/// of a stream are held back before the first goes out: an attempt that fails earlier can still be
/// replaced. A replica that failed several times in a row gets no calls for `rest`.
public record Retries(
    int perUpstream, Duration backoff, Duration longestWait, int holdTokens, Duration rest) {
  public static final Retries DEFAULT =
      new Retries(3, Duration.ofMillis(250), Duration.ofSeconds(5), 1, Duration.ofSeconds(5));
}
