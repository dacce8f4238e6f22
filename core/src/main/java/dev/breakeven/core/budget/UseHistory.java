package dev.breakeven.core.budget;

import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// What one key used by hours and days of UTC, and whether that is far beyond its own history.
///
/// US dollars are held against dollars, tokens of calls without a price against such tokens. Use is
/// unusual when this hour, or this day, has at least [#LEAST_USD], or [#LEAST_TOKENS], and at least
/// [#TIMES] as much as the busiest hour, or day, of the [#PAST_DAYS] days before today. A key that
/// was used on fewer than [#LEAST_DAYS] of them is too young to be judged. These thresholds are our
/// choice: so many times what it ever did in a month is no growth, and so little is no loss.
///
/// Each amount counts in the hour it belongs to, in any order, so that a clock that is put back
/// counts an hour twice at most and one that is put forward counts none twice. Not thread-safe.
public final class UseHistory {
  public static final long TIMES = 5;
  public static final int PAST_DAYS = 35;
  public static final int LEAST_DAYS = 7;
  public static final Usd LEAST_USD = Usd.ofDollars(10);
  public static final long LEAST_TOKENS = 10_000_000;

  private static final int HOURS = 24;
  private static final long HOUR_SECONDS = 3600;

  private final Series usd = new Series(LEAST_USD.nanos());
  private final Series tokens = new Series(LEAST_TOKENS);

  /// Use far beyond `most`, the most of any such span of the past. `from` is when the hour, or the
  /// day, began; amounts are nano-dollars where `isUsd`, else tokens.
  public record Unusual(boolean isUsd, boolean isHour, Instant from, long used, long most) {

    /// Such as `61.20 USD in the hour from 2026-11-21T22:00:00Z; its busiest hour in the 35 days
    /// before had 10.00 USD`.
    @Override
    public String toString() {
      String span = isHour ? "hour" : "day";
      return "%s in the %s from %s; its busiest %s in the %d days before had %s"
          .formatted(amount(used), span, from, span, PAST_DAYS, amount(most));
    }

    private String amount(long count) {
      return isUsd ? new Usd(count) + " USD" : "%,d tokens without a price".formatted(count);
    }
  }

  /// Counts what was used at `at`: dollars of calls with a price, tokens of calls without one.
  public void add(Usd spent, long unpricedTokens, Instant at) {
    usd.add(spent.nanos(), hour(at));
    tokens.add(unpricedTokens, hour(at));
  }

  /// What is unusual in the hour or the day of `at`, dollars first.
  public Optional<Unusual> unusual(Instant at) {
    return usd.unusual(hour(at), true).or(() -> tokens.unusual(hour(at), false));
  }

  /// From now on what was used on the day of `at`, up to its hour, is as usual as the past.
  public void accept(Instant at) {
    usd.accept(hour(at));
    tokens.accept(hour(at));
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), HOUR_SECONDS);
  }

  /// Amounts of one unit: the last 24 hours, and the last days with the busiest hour of each, in
  /// rings where the place of a time that is gone is taken by a later one.
  private static final class Series {
    private static final int DAYS = PAST_DAYS + 1;

    private final long least;
    private final long[] hours = new long[HOURS];
    private final long[] inHour = new long[HOURS];
    private final long[] days = new long[DAYS];
    private final long[] inDay = new long[DAYS];
    private final long[] busiest = new long[DAYS];
    private long acceptedDay = Long.MIN_VALUE;
    private long acceptedInHour;
    private long acceptedInDay;

    Series(long least) {
      this.least = least;
      Arrays.fill(hours, Long.MIN_VALUE);
      Arrays.fill(days, Long.MIN_VALUE);
    }

    void add(long amount, long hour) {
      long day = Math.floorDiv(hour, HOURS);
      int d = Math.floorMod(day, DAYS);
      if (amount <= 0 || days[d] > day) {
        return;
      }
      if (days[d] < day) {
        days[d] = day;
        inDay[d] = 0;
        busiest[d] = 0;
      }
      inDay[d] = sum(inDay[d], amount);
      busiest[d] = Math.max(busiest[d], addToHour(amount, hour));
    }

    /// What the hour has by now; an hour whose place is taken has no more than `amount`.
    private long addToHour(long amount, long hour) {
      int h = Math.floorMod(hour, HOURS);
      if (hours[h] > hour) {
        return amount;
      }
      inHour[h] = hours[h] == hour ? sum(inHour[h], amount) : amount;
      hours[h] = hour;
      return inHour[h];
    }

    Optional<Unusual> unusual(long hour, boolean isUsd) {
      long day = Math.floorDiv(hour, HOURS);
      int h = Math.floorMod(hour, HOURS);
      int d = Math.floorMod(day, DAYS);
      long usedInHour = hours[h] == hour ? inHour[h] : 0;
      long usedInDay = days[d] == day ? inDay[d] : 0;
      if (usedInHour < least && usedInDay < least) {
        return Optional.empty();
      }
      boolean accepted = acceptedDay == day;
      long mostInHour = accepted ? acceptedInHour : 0;
      long mostInDay = accepted ? acceptedInDay : 0;
      int used = 0;
      for (int past = 0; past < DAYS; past++) {
        if (days[past] >= day - PAST_DAYS && days[past] < day) {
          used++;
          mostInHour = Math.max(mostInHour, busiest[past]);
          mostInDay = Math.max(mostInDay, inDay[past]);
        }
      }
      if (used < LEAST_DAYS) {
        return Optional.empty();
      }
      if (isFarBeyond(usedInHour, mostInHour)) {
        return Optional.of(new Unusual(isUsd, true, start(hour), usedInHour, mostInHour));
      }
      return isFarBeyond(usedInDay, mostInDay)
          ? Optional.of(new Unusual(isUsd, false, start(day * HOURS), usedInDay, mostInDay))
          : Optional.empty();
    }

    private boolean isFarBeyond(long amount, long most) {
      return amount >= least && amount / TIMES >= most;
    }

    private static Instant start(long hour) {
      return Instant.ofEpochSecond(hour * HOUR_SECONDS);
    }

    void accept(long hour) {
      acceptedDay = Math.floorDiv(hour, HOURS);
      acceptedInHour = 0;
      acceptedInDay = 0;
      for (int h = 0; h < HOURS; h++) {
        if (hours[h] <= hour && hours[h] >= acceptedDay * HOURS) {
          acceptedInHour = Math.max(acceptedInHour, inHour[h]);
          acceptedInDay = sum(acceptedInDay, inHour[h]);
        }
      }
    }

    /// The sum of what is not negative, or the most there can be.
    private static long sum(long one, long other) {
      return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
  }
}
