package dev.breakeven.core.workload;

/// Random draws that are a hash of (seed, purpose, index), never a shared stream.
///
/// A draw does not depend on what else is drawn, so adding one changes no other. The hash is the
/// SplitMix64 finaliser; logarithms come from `StrictMath`, so every machine gets the same bits.
public record Draw(long seed) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /// What a draw is for; draws of two purposes are independent. The order is part of the hash.
  public enum Purpose {
    ARRIVAL,
    INPUT,
    OUTPUT,
    KIND,
    SESSION,
    PROMPT,
    COPY,
    SHIFT,
    THIN,
    DEFER,
    INTERRUPT
  }

  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long bits(Purpose purpose, long index) {
    long stream = mix(seed + GOLDEN * (purpose.ordinal() + 1));
    return mix(stream + GOLDEN * (index + 1));
  }

  /// Uniform over [0, 1), in steps of 2^-53.
  public double uniform(Purpose purpose, long index) {
    return (bits(purpose, index) >>> 11) * 0x1p-53;
  }

  /// Uniform over 0 to `bound` - 1; the bias is under `bound` / 2^53.
  int below(int bound, Purpose purpose, long index) {
    return (int) (uniform(purpose, index) * bound);
  }

  /// Standard normal, by Box-Muller from two draws of this index.
  double normal(Purpose purpose, long index) {
    double radius = 1 - uniform(purpose, 2 * index);
    double angle = uniform(purpose, 2 * index + 1);
    return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * angle);
  }
}
