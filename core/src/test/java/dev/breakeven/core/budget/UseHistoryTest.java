package dev.breakeven.core.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.budget.UseHistory.Unusual;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When a key is used far beyond its own history.
class UseHistoryTest {
  private static final Instant TODAY = Instant.parse("2026-11-21T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T12:30:00Z");

  private final UseHistory history = new UseHistory();

  private void spend(String usd, Instant at) {
    history.add(Usd.parse(usd), 0, at);
  }

  /// Two dollars at 09:00 and three at 15:00 on each of the `days` before today.
  private void past(int days) {
    for (int back = 1; back <= days; back++) {
      Instant day = TODAY.minus(Duration.ofDays(back));
      spend("2", day.plus(Duration.ofHours(9)));
      spend("3", day.plus(Duration.ofHours(15)));
    }
  }

  @Test
  void anHourOfFiveTimesTheBusiestHourIsUnusual() {
    past(7);
    spend("14.999999999", NOW);
    assertThat(history.unusual(NOW)).isEmpty();
    spend("0.000000001", NOW);

    Unusual seen = history.unusual(NOW).orElseThrow();
    assertThat(seen)
        .isEqualTo(
            new Unusual(
                true,
                true,
                Instant.parse("2026-11-21T12:00:00Z"),
                15_000_000_000L,
                3_000_000_000L));
    assertThat(seen)
        .hasToString(
            "15.00 USD in the hour from 2026-11-21T12:00:00Z;"
                + " its busiest hour in the 35 days before had 3.00 USD");
  }

  @Test
  void aDayOfFiveTimesTheBusiestDayIsUnusualThoughNoHourIs() {
    past(7);
    for (int hour = 0; hour < 12; hour++) {
      spend("2", TODAY.plus(Duration.ofHours(hour)));
    }
    assertThat(history.unusual(NOW)).as("24 USD, of 5 on the busiest day").isEmpty();
    spend("1", NOW);
    assertThat(history.unusual(NOW))
        .hasValueSatisfying(
            seen ->
                assertThat(seen)
                    .isEqualTo(new Unusual(true, false, TODAY, 25_000_000_000L, 5_000_000_000L)));
  }

  @Test
  void aKeyOfSixDaysIsTooYoung() {
    past(6);
    spend("1000", NOW);
    assertThat(history.unusual(NOW)).isEmpty();
    spend("0.01", TODAY.minus(Duration.ofDays(35)));
    assertThat(history.unusual(NOW)).as("the seventh day").isPresent();
  }

  @Test
  void whatIsOlderThan35DaysCountsForNothing() {
    past(6);
    spend("0.01", TODAY.minus(Duration.ofSeconds(1)).minus(Duration.ofDays(35)));
    spend("1000", NOW);
    assertThat(history.unusual(NOW)).isEmpty();
  }

  @Test
  void aSmallKeyThatGrowsFromNothingIsNotUnusual() {
    for (int back = 1; back <= 20; back++) {
      spend("0.001", TODAY.minus(Duration.ofDays(back)));
    }
    spend("9.999999999", NOW);
    assertThat(history.unusual(NOW)).isEmpty();
    spend("0.000000001", NOW);
    assertThat(history.unusual(NOW)).as("10 USD").isPresent();
  }

  @Test
  void oneThatUsesTwiceAsMuchEveryDayIsNotUnusual() {
    long usd = 1;
    for (int day = 0; day < 30; day++) {
      Instant at = TODAY.plus(Duration.ofDays(day));
      history.add(Usd.ofDollars(usd), 0, at);
      assertThat(history.unusual(at)).as("day %d", day).isEmpty();
      usd *= 2;
    }
  }

  @Test
  void tokensWithoutAPriceAreHeldAgainstSuchTokens() {
    for (int back = 1; back <= 10; back++) {
      history.add(Usd.ZERO, 3_000_000, TODAY.minus(Duration.ofDays(back)));
    }
    history.add(Usd.ofDollars(500), 14_999_999, NOW);
    assertThat(history.unusual(NOW)).as("no history of dollars").isEmpty();
    history.add(Usd.ZERO, 1, NOW);
    assertThat(history.unusual(NOW).map(Unusual::toString))
        .hasValue(
            "15,000,000 tokens without a price in the hour from 2026-11-21T12:00:00Z;"
                + " its busiest hour in the 35 days before had 3,000,000 tokens without a price");
  }

  @Test
  void aMinuteOnBothSidesOfAnHourCountsWhereItBelongs() {
    past(7);
    spend("8", Instant.parse("2026-11-21T12:59:59Z"));
    spend("8", Instant.parse("2026-11-21T13:00:01Z"));
    spend("6.9", Instant.parse("2026-11-21T12:59:59Z"));
    assertThat(history.unusual(NOW)).as("14.90 USD in that hour").isEmpty();
    spend("0.1", Instant.parse("2026-11-21T12:59:59Z"));
    assertThat(history.unusual(NOW)).isPresent();
    assertThat(history.unusual(NOW.plus(Duration.ofHours(1)))).as("8 USD in the next").isEmpty();
  }

  @Test
  void aClockThatIsPutBackOrForwardIsNotUnusual() {
    for (int hour = 1; hour <= 35 * 24; hour++) {
      spend("5", TODAY.minus(Duration.ofHours(hour)));
    }
    Instant at = TODAY;
    for (int hour = 0; hour < 36; hour++) {
      // 18 hours go by, the clock is put back by 12 of them, and they go by again: 10 USD in each,
      // 180 USD on the day, where 5 and 120 are usual
      at = at.plus(Duration.ofHours(hour == 18 ? -12 : 1));
      spend("5", at);
      assertThat(history.unusual(at)).as("hour %d", hour).isEmpty();
    }
    Instant ahead = at.plus(Duration.ofDays(400));
    spend("20", ahead);
    assertThat(history.unusual(ahead)).as("a year ahead there is no history").isEmpty();
    spend("1", at);
    assertThat(history.unusual(at)).isEmpty();
  }

  @Test
  void whatIsAcceptedIsUsualForTheRestOfTheDay() {
    past(7);
    spend("40", NOW.minus(Duration.ofHours(2)));
    spend("60", NOW);
    spend("1", NOW.plus(Duration.ofHours(1)));
    assertThat(history.unusual(NOW)).isPresent();
    history.accept(NOW);

    assertThat(history.unusual(NOW)).isEmpty();
    Instant later = NOW.plus(Duration.ofHours(2));
    // up to 60 USD in an hour and 100 on this day are usual now
    spend("299.999999999", later);
    assertThat(history.unusual(later)).isEmpty();
    spend("0.000000001", later);
    assertThat(history.unusual(later).map(Unusual::isHour)).hasValue(true);
    assertThat(history.unusual(later).map(Unusual::most)).hasValue(60_000_000_000L);
  }

  @Test
  void amountsBeyondAllReasonDoNotOverflow() {
    past(7);
    history.add(new Usd(Long.MAX_VALUE), Long.MAX_VALUE, NOW);
    history.add(new Usd(Long.MAX_VALUE), Long.MAX_VALUE, NOW);
    assertThat(history.unusual(NOW).map(Unusual::used)).isEqualTo(Optional.of(Long.MAX_VALUE));
  }
}
