package dev.breakeven.testkit;

import java.util.SplittableRandom;

/// Runs a statement on many seeded random cases; a failure names the seed that repeats it.
///
/// `Property.check("sum is commutative", 1_000, random -> assertThat(...))`. A failing seed is kept
/// as a regression by `Property.replay(seed, statement)`.
public final class Property {
  private static final long FIRST_SEED = 20261121;

  private Property() {}

  /// A statement about one random case; it throws when it does not hold.
  @FunctionalInterface
  public interface Statement {
    void holds(SplittableRandom random) throws Exception;
  }

  public static void check(String name, int cases, Statement statement) {
    for (int i = 0; i < cases; i++) {
      run(name, FIRST_SEED + i, statement);
    }
  }

  public static void replay(long seed, Statement statement) {
    run("replay", seed, statement);
  }

  private static void run(String name, long seed, Statement statement) {
    try {
      statement.holds(new SplittableRandom(seed));
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "property \"%s\" fails; repeat it with Property.replay(%dL, …): %s"
              .formatted(name, seed, e.getMessage()),
          e);
    }
  }
}
