package dev.breakeven.core.serving.sim;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.util.Optional;
import java.util.SplittableRandom;

/// Small hostile clusters and traces: little KV memory, ties, one-token answers, windows, shared
/// prefixes, prompts of several chunks.
final class RandomCluster {
  private static final long MINUTE = 60_000_000_000L;

  private final SplittableRandom random;

  RandomCluster(SplittableRandom random) {
    this.random = random;
  }

  /// Steps take a few whole nanoseconds some of the time, so that arrivals coincide with their
  /// ends.
  Engine engine() {
    boolean coarse = random.nextInt(3) == 0;
    long unit = coarse ? 1000 : 1;
    int seqs = 1 + random.nextInt(8);
    int tokens = seqs + random.nextInt(random.nextBoolean() ? 4 : 64);
    long[] tokenPicos = new long[tokens + 1];
    long base = 1 + random.nextInt(coarse ? 10 : 1_000_000_000);
    for (int i = 0; i <= tokens; i++) {
      tokenPicos[i] = unit * (base + i * (long) random.nextInt(coarse ? 2 : 1 + i * 100_000));
    }
    int window = random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 0;
    StepCost cost =
        new StepCost(
            tokenPicos,
            coarse
                ? new StepCost.Slopes(1000L * random.nextInt(3), 1000L * random.nextInt(2), 0)
                : new StepCost.Slopes(
                    random.nextInt(1_000_000), random.nextInt(3_000_000), random.nextInt(99_000)),
            window,
            coarse ? 0 : random.nextDouble() * 100_000,
            coarse ? 0 : random.nextDouble() * 100_000);
    int block = 1 << random.nextInt(5);
    long blockBytes = 1 + random.nextInt(100);
    long windowBytes = window == 0 ? 0 : random.nextInt(300);
    int blocks = 64 / block + random.nextInt(1 + 400 / block);
    return new Engine(
        cost,
        seqs,
        tokens,
        40 + random.nextInt(300),
        block,
        blocks * blockBytes + windowBytes * (1 + window / block) * (1 + random.nextInt(seqs)),
        blockBytes,
        windowBytes);
  }

  Cluster cluster(Engine engine, Trace trace) {
    int replicas = random.nextInt(3) == 0 ? 2 + random.nextInt(8) : 1;
    Admission[] orders = {
      Admission.FCFS, Admission.SHORTEST_PROMPT, (_, request) -> request * 31 % 7
    };
    BalancePolicy[] policies = BalancePolicy.values();
    Optional<SpillRule> spill =
        random.nextInt(4) > 0
            ? Optional.empty()
            : Optional.of(
                new SpillRule(
                    new ReplicaCapacity(
                        1 + random.nextInt(8), random.nextInt(90_000_000), random.nextInt(90_000)),
                    random.nextInt(500_000_000)));
    Cluster fixed =
        new Cluster(
            engine,
            replicas,
            policies[random.nextInt(policies.length)],
            orders[random.nextInt(2) == 0 ? 0 : random.nextInt(3)],
            spill,
            random.nextBoolean() ? 0 : random.nextLong(1_000_000_000));
    return elastic(fixed, trace);
  }

  /// Some replicas come and go, some requests can wait. Times are small beside the trace, and as
  /// coarse as arrivals some of the time.
  private Cluster elastic(Cluster fixed, Trace trace) {
    long unit = random.nextBoolean() ? 1000 : 1;
    long step = usualStep(fixed.engine());
    long span = 1000 * trace.spanNanos() + 200 * step;
    Optional<OnDemand> rented =
        random.nextBoolean() ? Optional.empty() : Optional.of(onDemand(step, unit, span));
    Optional<Deferral> deferral =
        random.nextInt(3) > 0
            ? Optional.empty()
            : Optional.of(
                new Deferral(
                    Ratio.percent(random.nextInt(101)),
                    random.nextLong(),
                    unit * (1 + random.nextLong(3 * span / unit)),
                    1 + random.nextInt(8)));
    return new Cluster(
        fixed.engine(),
        rented.filter(on -> !on.onlyDeferrable()).isPresent() && random.nextInt(3) == 0
            ? 0
            : fixed.replicas(),
        fixed.balance(),
        fixed.admission(),
        fixed.spill(),
        fixed.thinkPicos(),
        rented,
        deferral);
  }

  private static long usualStep(Engine engine) {
    StepCost cost = engine.cost();
    long context = engine.maxContext() / 2 * (cost.contextPicos() + cost.windowPicos());
    return 1000
        + cost.tokenPicos(engine.maxNumBatchedTokens())
        + engine.maxNumSeqs() * (cost.requestPicos() + context);
  }

  private OnDemand onDemand(long step, long unit, long span) {
    int min = random.nextInt(3);
    long every = unit * (1 + span / unit / (5 + random.nextInt(300)));
    Autoscale scale =
        new Autoscale(
            min,
            Math.max(1, min + random.nextInt(4)),
            1 + random.nextInt(6),
            every,
            every * random.nextInt(8));
    return new OnDemand(
        scale,
        random.nextInt(3) * unit * random.nextLong(1 + span / unit / 20),
        random.nextBoolean() ? every * random.nextInt(20) : random.nextLong(span),
        random.nextInt(3) > 0
            ? Optional.empty()
            : Optional.of(
                new Interruptions(
                    step * (100 + random.nextInt(300)) + span / 100, random.nextLong())),
        random.nextInt(3) == 0);
  }

  Trace trace(Engine engine) {
    int requests = 1 + random.nextInt(60);
    boolean prefixes = random.nextInt(3) == 0;
    int sessions = random.nextInt(4) == 0 ? 1 + random.nextInt(12) : 0;
    int block = engine.blockTokens() << random.nextInt(3);
    Trace.Builder builder = prefixes ? new Trace.Builder(block) : new Trace.Builder();
    long now = 0;
    int most = 1 + random.nextInt(random.nextInt(4) == 0 ? 300 : 60);
    boolean coarse = engine.cost().tokenPicos(1) < 100_000;
    long gap = 1 + random.nextInt(coarse ? 30 : random.nextBoolean() ? 3_000_000 : 100_000);
    int longest = 1 + random.nextInt(80);
    for (int i = 0; i < requests; i++) {
      if (random.nextInt(4) > 0) {
        now += random.nextLong(gap + 1);
      }
      if (random.nextInt(200) == 0) {
        now = random.nextBoolean() ? now + 90_000_000_000L : (now / MINUTE + 1) * MINUTE;
      }
      int input = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(most);
      int output = random.nextInt(4) == 0 ? random.nextInt(3) : 1 + random.nextInt(longest);
      long[] ids = new long[input / block + 1];
      long id = random.nextInt(2);
      for (int j = 0; j < ids.length; j++) {
        ids[j] = random.nextInt(300) == 0 ? 5 : id;
        id = id * 4 + 2 + random.nextInt(random.nextInt(3) == 0 ? 3 : 1);
      }
      builder.add(
          now,
          input,
          output,
          ids,
          prefixes ? random.nextInt(ids.length + 1) : 0,
          sessions == 0 ? 0 : random.nextInt(sessions));
    }
    return builder.build(new Provenance.Sample("random"));
  }
}
