package dev.breakeven.core.pricing;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;

/// What tokens cost on a machine that bills for time: a rent and what it can serve while busy.
///
/// `rent` is of the whole machine, USD an hour; `capacity` is its throughput at the SLO, tokens a
/// second. Which tokens (output, all) is the caller's to say and must be the basis of the API price
/// that it is compared with. Utilisation is tokens served over tokens it could have served.
public record RentCost(UsdPerHour rent, TokensPerSecond capacity) {
  private static final int SECONDS_PER_HOUR = 3600;
  private static final long MILLION = 1_000_000;

  public RentCost {
    if (capacity.value().signum() == 0) {
      throw new IllegalArgumentException("capacity: 0 (expected: positive tokens a second)");
    }
  }

  /// Cost when every second is busy, USD per million tokens: `rent / (capacity · 3600) · 10⁶`.
  public UsdPerMtok saturated() {
    return new UsdPerMtok(
        rent.dollars().times(MILLION).dividedBy(capacity.value().times(SECONDS_PER_HOUR)));
  }

  /// Cost at `utilisation`, USD per million tokens: `saturated / utilisation`; never at zero.
  public Attainable<UsdPerMtok> at(Ratio utilisation) {
    return restated(saturated(), Ratio.ONE, utilisation);
  }

  /// A cost known at utilisation `from` as it is at `to`: `cost · from / to`.
  ///
  /// Never at zero: the rent is paid and no token is served. Throws `IllegalArgumentException` when
  /// a utilisation is negative.
  public static Attainable<UsdPerMtok> restated(UsdPerMtok cost, Ratio from, Ratio to) {
    if (from.signum() < 0 || to.signum() < 0) {
      throw new IllegalArgumentException(
          "utilisation: %s to %s (expected: not negative)".formatted(from, to));
    }
    return to.signum() == 0
        ? Attainable.never("no token is served at zero utilisation")
        : Attainable.at(cost.times(from.dividedBy(to)));
  }

  /// The throughput at which a fully busy machine costs `price`: `rent / price · 10⁶ / 3600`.
  public Attainable<TokensPerSecond> parity(UsdPerMtok price) {
    return price.dollars().signum() <= 0
        ? Attainable.never("no throughput matches a price of " + price)
        : Attainable.at(
            new TokensPerSecond(
                rent.dollars().times(MILLION).dividedBy(price.dollars().times(SECONDS_PER_HOUR))));
  }

  /// The utilisation above which this is cheaper than `price`: `saturated / price`.
  ///
  /// Above one even a machine that never rests is dearer. Never against a price of nothing.
  public Attainable<Ratio> breakEvenUtilisation(UsdPerMtok price) {
    return price.dollars().signum() <= 0
        ? Attainable.never("no utilisation matches a price of " + price)
        : Attainable.at(saturated().over(price));
  }

  /// Tokens served in `hours` at `utilisation`: `capacity · utilisation · seconds`.
  public Ratio tokens(Ratio utilisation, Hours hours) {
    return capacity.times(utilisation).during(hours);
  }

  /// How many such machines `tokens` in `hours` keep fully busy: `tokens / (capacity · seconds)`.
  ///
  /// Below one it is the utilisation of a single machine; rounded up, the machines to rent before
  /// any headroom. Throws `ArithmeticException` for zero hours.
  public Ratio machinesFilled(Ratio tokens, Hours hours) {
    return tokens.dividedBy(capacity.during(hours));
  }
}
