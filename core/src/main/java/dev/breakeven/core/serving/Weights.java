package dev.breakeven.core.serving;

import dev.breakeven.core.units.Ratio;

/// The size of weights in memory: parameters times bytes a weight.
public final class Weights {
  private Weights() {}

  /// Bytes of `parameters` weights, rounded to the nearest byte.
  public static long bytes(long parameters, Ratio bytesPerWeight) {
    return bytesPerWeight.times(parameters).rounded().longValueExact();
  }
}
