package dev.breakeven.cli.wiring;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Ids of requests, unique over all processes and machines: when this process began, 64 random
/// bits, and a count. Thread-safe.
final class RequestIds {
  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  RequestIds(Clock clock) {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    prefix =
        "req_%08x%s_".formatted(clock.instant().getEpochSecond(), HexFormat.of().formatHex(random));
  }

  String next() {
    return prefix + count.incrementAndGet();
  }
}
