package dev.breakeven.core.workload;

import java.util.SplittableRandom;

/// Seeded traffic of known kinds for tests of shaping.
final class RandomTraffic {
  static final long SECOND = 1_000_000_000L;
  private static final Provenance HERE = new Provenance.Observed("here");

  private RandomTraffic() {}

  static double exponential(SplittableRandom random, double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /// Bursts at the points of a Poisson process, each of about `size` requests within seconds.
  static Trace bursts(SplittableRandom random, int seconds, double perSecond, double size) {
    Trace.Builder builder = new Trace.Builder().period(seconds * SECOND);
    builder.add(0, 1, 1);
    double time = 0;
    while (true) {
      time += exponential(random, size / perSecond);
      if (time >= seconds) {
        return builder.build(HERE);
      }
      double within = time;
      do {
        if (within < seconds) {
          builder.add((long) (within * SECOND), 1 + random.nextInt(5_000), random.nextInt(500));
        }
        within += exponential(random, 0.2);
      } while (random.nextDouble() > 1 / size);
    }
  }

  /// Sessions of one to six turns; the prompt tokens of all turns of a session are its number.
  static Trace sessions(SplittableRandom random, int seconds, int sessions) {
    Trace.Builder builder = new Trace.Builder().period(seconds * SECOND);
    for (int session = 1; session <= sessions; session++) {
      double time = random.nextDouble() * seconds;
      int turns = 1 + random.nextInt(6);
      for (int turn = 0; turn < turns && time < seconds; turn++) {
        builder.add((long) (time * SECOND), session, turn, new long[0], 0, session);
        time += exponential(random, 20);
      }
    }
    return builder.build(HERE);
  }
}
