package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;

/// A load that spends equal time at every rate between `trough` and `peak`, tokens a second.
///
/// The stand-in for a trace where none is at hand; a replayed trace replaces it.
public record LoadSwing(TokensPerSecond trough, TokensPerSecond peak) {
  public LoadSwing {
    if (trough.compareTo(peak) > 0 || peak.value().signum() == 0) {
      throw new IllegalArgumentException(
          "load: trough %s, peak %s (expected: trough at most peak, peak positive)"
              .formatted(trough, peak));
    }
  }

  /// `(trough + peak) / 2`.
  public TokensPerSecond mean() {
    return new TokensPerSecond(trough.value().plus(peak.value()).dividedBy(Ratio.of(2)));
  }

  /// The utilisation of capacity sized for the peak: `mean / peak`.
  public Ratio utilisationSizedForPeak() {
    return mean().over(peak);
  }

  /// The part of all tokens that capacity sized for the trough serves, always busy:
  /// `trough / mean`.
  public Ratio shareServedByTrough() {
    return trough.over(mean());
  }
}
