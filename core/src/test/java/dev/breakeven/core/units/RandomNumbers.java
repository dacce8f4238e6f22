package dev.breakeven.core.units;

import java.util.SplittableRandom;

/// Numbers of every magnitude, so that small and extreme cases are equally likely.
public final class RandomNumbers {
  private RandomNumbers() {}

  /// From 0 to 2^bits - 1, each length of bits equally likely.
  public static long upToBits(SplittableRandom random, int bits) {
    int length = random.nextInt(bits + 1);
    return length == 0 ? 0 : random.nextLong() >>> (64 - length);
  }

  /// Positive or negative, of up to `bits` bits.
  public static long signed(SplittableRandom random, int bits) {
    long magnitude = upToBits(random, bits);
    return random.nextBoolean() ? magnitude : -magnitude;
  }

  public static Ratio ratio(SplittableRandom random, int bits) {
    return Ratio.of(signed(random, bits), 1 + upToBits(random, bits - 1));
  }

  public static Multiplier multiplier(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? Multiplier.ONE
        : new Multiplier(1 + random.nextInt(1_000_000), 1 + random.nextInt(1_000_000));
  }
}
