package dev.breakeven.core.plan;

import dev.breakeven.core.units.Usd;
import java.util.Optional;

/// The decision in one line, with what it would take to overturn it.
///
/// `tooClose` is set when the cheapest own option and the cheapest hosted one lie within the median
/// error of the throughput estimate of each other, or when hits in a host's prompt cache would make
/// it cheaper than an answer with own GPUs.
public record Verdict(
    String line,
    Optional<Option> recommended,
    Optional<Option> cheaperIf,
    boolean tooClose,
    Optional<Band> ownBand) {

  /// The monthly cost of the cheapest own option if the work takes less (`low`) or more (`high`)
  /// GPU time than estimated by the median error of the model, or more by the error that one
  /// estimate in ten exceeds (`bad`).
  public record Band(Usd low, Usd high, Usd bad, double medianError, double p90Error) {}
}
