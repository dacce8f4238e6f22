package dev.breakeven.core.plan;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// A machine bought instead of rented: `price` USD once, then `running` USD a month.
public record Purchase(Usd price, Usd running) {

  /// Months until it is paid back by the rent it saves: `price / (rent − running)`.
  ///
  /// `rent` is USD a month. Never when running it costs as much as renting.
  public Attainable<Ratio> paybackMonths(Usd rent) {
    Usd saved = rent.minus(running);
    return saved.nanos() <= 0
        ? Attainable.never("running it costs $%s a month, renting $%s".formatted(running, rent))
        : Attainable.at(price.over(saved));
  }

  /// USD a month when the price is spread over `months`, running it included.
  public Usd perMonth(long months) {
    return price.times(Ratio.of(1, months)).plus(running);
  }

  /// What drawing `watts` all of a projected month costs at `usdPerKwh`, rounded once.
  public static Usd power(Ratio watts, Ratio usdPerKwh) {
    Ratio hours = Hours.MONTH.value();
    return Usd.rounded(watts.dividedBy(Ratio.of(1000)).times(hours).times(usdPerKwh));
  }
}
