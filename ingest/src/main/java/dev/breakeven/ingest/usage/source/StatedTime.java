package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.trace.format.Digits;
import dev.breakeven.ingest.trace.format.WallClock;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// Instants as sources write them; one without a zone is UTC. Owned by one thread.
public final class StatedTime {
  private static final long SECOND = 1_000_000_000L;
  private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);
  private static final BigDecimal LAST_MILLIS = BigDecimal.valueOf(7_258_118_400_000L);

  private final WallClock clock = new WallClock();

  /// Reads a date and time, or a number of seconds or milliseconds since 1970, told by its size.
  public Optional<Instant> read(Object stated) {
    if (stated instanceof Instant instant) {
      return Optional.of(instant);
    }
    if (stated instanceof Long whole) {
      return sinceEpoch(BigDecimal.valueOf(whole));
    }
    if (stated instanceof BigDecimal decimal) {
      return sinceEpoch(decimal);
    }
    if (!(stated instanceof String text) || text.isBlank()) {
      return Optional.empty();
    }
    byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
    long nanos = clock.nanos(bytes, 0, bytes.length);
    if (nanos != Digits.INVALID) {
      return Optional.of(Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND));
    }
    try {
      return text.length() > 40 ? Optional.empty() : sinceEpoch(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> sinceEpoch(BigDecimal number) {
    if (number.signum() < 0 || number.compareTo(LAST_MILLIS) > 0 || number.scale() > 40) {
      return Optional.empty();
    }
    int shift = number.compareTo(FIRST_MILLIS) < 0 ? 9 : 6;
    long nanos = number.movePointRight(shift).longValue();
    return Optional.of(Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND));
  }
}
