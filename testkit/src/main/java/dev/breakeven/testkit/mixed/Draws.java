package dev.breakeven.testkit.mixed;

import java.util.SplittableRandom;

/// Random numbers of the ranges that an estate is made of. Owned by one thread.
final class Draws {
  private final SplittableRandom random;

  Draws(SplittableRandom random) {
    this.random = random;
  }

  /// Uniform from `low` to `high`.
  double between(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  /// As likely between 1 and 10 as between 10 and 100.
  double spread(double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  /// Uniform from `low` to `high`, both among them.
  int whole(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /// Positive, about `middle`, two thirds within a factor of e to the `sigma`.
  double about(double middle, double sigma) {
    return middle * Math.exp(sigma * random.nextGaussian());
  }

  /// `length` letters and digits, as Kubernetes and clouds put behind names.
  String tail(int length) {
    StringBuilder tail = new StringBuilder();
    for (int i = 0; i < length; i++) {
      tail.append("bcdfghjklmnpqrstvwxz2456789".charAt(random.nextInt(27)));
    }
    return tail.toString();
  }

  String hex(int length) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < length; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
