package dev.breakeven.core.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How long a cap holds before it begins anew: by the calendar of a time zone.
public enum Period {
  DAY,
  /// From Monday.
  WEEK,
  MONTH,
  /// Never begins anew.
  FOREVER;

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Period> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /// When the period of `at` began.
  public Instant start(Instant at, ZoneId zone) {
    return this == FOREVER ? Instant.EPOCH : first(at, zone).atStartOfDay(zone).toInstant();
  }

  /// When the next period begins; empty when there is none.
  public Optional<Instant> next(Instant at, ZoneId zone) {
    LocalDate first = first(at, zone);
    LocalDate next =
        switch (this) {
          case DAY -> first.plusDays(1);
          case WEEK -> first.plusWeeks(1);
          case MONTH, FOREVER -> first.plusMonths(1);
        };
    return this == FOREVER ? Optional.empty() : Optional.of(next.atStartOfDay(zone).toInstant());
  }

  private LocalDate first(Instant at, ZoneId zone) {
    LocalDate day = LocalDate.ofInstant(at, zone);
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH, FOREVER -> day.withDayOfMonth(1);
    };
  }
}
