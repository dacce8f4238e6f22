package dev.breakeven.gateway.settings;

import java.time.Duration;

/// How long the gateway waits: to connect; for the head of an answer; then for the first token of
/// a stream; then between two pieces of it; and for everything together, retries included.
public record Clocks(
    Duration connect, Duration header, Duration firstToken, Duration idle, Duration total) {
  public static final Clocks DEFAULT =
      new Clocks(
          Duration.ofSeconds(5),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMinutes(15));
}
