package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import java.util.Optional;

/// A constraint that an option breaks.
///
/// `constraint` is the flag that states it, or what sets it where nobody stated it. `times` is how
/// many times the limit the option asks for, empty where that is no number. `remedy` is what would
/// let the option through.
public record Miss(String constraint, String why, Optional<Ratio> times, String remedy) {
  private static final int DIGITS = 6;

  /// Something that no setting changes.
  static Miss of(String constraint, String why) {
    return new Miss(constraint, why, Optional.empty(), "");
  }

  static Miss by(String constraint, String why, double times, String remedy) {
    Optional<Ratio> ratio =
        Double.isFinite(times) ? Optional.of(Ratio.ofMeasured(times, DIGITS)) : Optional.empty();
    return new Miss(constraint, why, ratio, remedy);
  }
}
