package dev.breakeven.core.plan;

import dev.breakeven.core.offer.Term;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// How likely own GPUs cost less than the cheapest API over the twelve months to come.
///
/// Over three paths, each from one today evenly to its end: GPU price and API price to between
/// -25 % and +25 % (no trend: either way alike), volume to between a half and double (a quarter and
/// four times for a short trace), even in the logarithm. And over the speed of the GPUs: the error
/// that half of all estimates exceed makes its quartiles, the one that one in ten exceeds its 5th
/// and 95th percentile, straight in the logarithm between and beyond. Each path is taken at the
/// middles of eight parts of equal probability; for each the speed from which owning pays is found.
/// Rent fixed by a term of a year or more does not move.
public record Odds(String own, String api, Ratio probability, Ratio volumeSpread) {
  /// How far the odds look ahead.
  public static final long MONTHS = 12;

  /// How far prices move at most, either way, as a part of today's.
  public static final Ratio PRICE_SPREAD = Ratio.of(1, 4);

  private static final int PARTS = 8;
  private static final int DIGITS = 4;
  private static final int BISECTIONS = 20;
  private static final double[] QUANTILES = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

  static Odds of(OwnAgainstApi pair, boolean shortTrace) {
    long spread = shortTrace ? 4 : 2;
    double probability = new Paths(pair, spread).probability();
    return new Odds(
        pair.own().name(),
        pair.api().name(),
        Ratio.ofMeasured(probability, DIGITS),
        Ratio.of(spread));
  }

  /// The probability for a reader: `37 %`, `under 1 %`.
  public String percent() {
    if (probability.compareTo(Ratio.percent(1)) < 0) {
      return "under 1 %";
    }
    return probability.compareTo(Ratio.percent(99)) > 0
        ? "over 99 %"
        : probability.times(100).decimal(0) + " %";
  }

  /// `end` reached evenly: its value in the middle of month `month`.
  private static double linear(double end, int month) {
    return 1 + (end - 1) * (month + 0.5) / MONTHS;
  }

  private static double middle(int part) {
    return (part + 0.5) / PARTS;
  }

  private static final class Paths {
    private final OwnAgainstApi pair;
    private final double[][] volumes = new double[PARTS][(int) MONTHS];
    private final Ratio[][] prices = new Ratio[PARTS][(int) MONTHS];
    private final double[] work;
    private final boolean rentMoves;
    private final Usd people;

    Paths(OwnAgainstApi pair, long spread) {
      this.pair = pair;
      people = pair.people();
      work = knots(pair.own().sizing().capacity().model().constants());
      Term term = pair.own().sizing().offer().term();
      rentMoves = term == Term.ON_DEMAND || term == Term.SPOT || term == Term.MONTHLY;
      for (int part = 0; part < PARTS; part++) {
        double price = 1 + PRICE_SPREAD.toDouble() * (2 * middle(part) - 1);
        double logVolume = Math.log(spread) * (2 * middle(part) - 1);
        for (int month = 0; month < MONTHS; month++) {
          prices[part][month] = OwnAgainstApi.measured(linear(price, month));
          volumes[part][month] = Math.exp(logVolume * (month + 0.5) / MONTHS);
        }
      }
    }

    /// GPU time a token over the estimate, at each of the quantiles.
    private static double[] knots(StepConstants constants) {
      double half = 1 + constants.medianError();
      double tenth = Math.max(half, 1 + constants.p90Error());
      double end = tenth * (tenth / half);
      return new double[] {1 / end, 1 / tenth, 1 / half, 1, half, tenth, end};
    }

    double probability() {
      double sum = 0;
      for (int volume = 0; volume < PARTS; volume++) {
        for (int api = 0; api < PARTS; api++) {
          Usd paid = paid(volumes[volume], prices[api]);
          for (int gpu = 0; gpu < (rentMoves ? PARTS : 1); gpu++) {
            sum += below(volumes[volume], gpu, paid);
          }
        }
      }
      return sum / (PARTS * PARTS * (rentMoves ? PARTS : 1));
    }

    private Usd paid(double[] volume, Ratio[] price) {
      Usd total = Usd.ZERO;
      for (int month = 0; month < MONTHS; month++) {
        Ratio factor = OwnAgainstApi.measured(volume[month]).times(price[month]);
        total = total.plus(pair.apiMonth().times(factor));
      }
      return total;
    }

    private Usd owned(double[] volume, int gpu, double workFactor) {
      Usd total = people.times(MONTHS);
      for (int month = 0; month < MONTHS; month++) {
        Usd rent = pair.rent(volume[month] * workFactor);
        total = total.plus(rentMoves ? rent.times(prices[gpu][month]) : rent);
      }
      return total;
    }

    /// The probability that the work is little enough for owning to cost less than `paid`.
    private double below(double[] volume, int gpu, Usd paid) {
      if (owned(volume, gpu, work[0]).compareTo(paid) >= 0) {
        return 0;
      }
      int last = work.length - 1;
      if (owned(volume, gpu, work[last]).compareTo(paid) < 0) {
        return 1;
      }
      double low = Math.log(work[0]);
      double high = Math.log(work[last]);
      for (int i = 0; i < BISECTIONS; i++) {
        double centre = (low + high) / 2;
        if (owned(volume, gpu, Math.exp(centre)).compareTo(paid) < 0) {
          low = centre;
        } else {
          high = centre;
        }
      }
      return quantile(low);
    }

    private double quantile(double logWork) {
      int i = 1;
      while (i < work.length - 1 && Math.log(work[i]) < logWork) {
        i++;
      }
      double from = Math.log(work[i - 1]);
      double to = Math.log(work[i]);
      double share = to > from ? (logWork - from) / (to - from) : 1;
      return QUANTILES[i - 1] + share * (QUANTILES[i] - QUANTILES[i - 1]);
    }
  }
}
