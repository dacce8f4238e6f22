package dev.breakeven.ingest.billing;

import dev.breakeven.ingest.trace.format.Digits;
import dev.breakeven.ingest.trace.format.WallClock;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Instants of bills: date and time, a date alone, or `5/1/25` as spreadsheets leave it.
///
/// One without a zone is UTC, as FOCUS demands. Owned by one thread.
final class BillTime {
  private static final long SECOND = 1_000_000_000L;
  private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
  private static final Pattern SHORT =
      Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{2}|\\d{4})( 0?0:00(:00)?)?");
  private static final int CENTURY = 2000;

  private final WallClock clock = new WallClock();

  Optional<Instant> read(byte[] bytes, int from, int to) {
    long nanos = clock.nanos(bytes, from, to);
    if (nanos != Digits.INVALID) {
      return Optional.of(Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND));
    }
    String text = new String(bytes, from, Math.min(40, to - from), StandardCharsets.UTF_8).strip();
    Matcher day = DAY.matcher(text);
    if (day.matches()) {
      return midnight(number(day, 1), number(day, 2), number(day, 3));
    }
    Matcher month = SHORT.matcher(text);
    if (month.matches()) {
      int year = number(month, 3);
      return midnight(year < 100 ? CENTURY + year : year, number(month, 1), number(month, 2));
    }
    return Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static Optional<Instant> midnight(int year, int month, int day) {
    try {
      return Optional.of(LocalDate.of(year, month, day).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
