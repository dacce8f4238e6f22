package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetPartTest {
  private static final int SECONDS = 120;
  private static final int ALL = Integer.MAX_VALUE;

  private final Scenario scenario = new Scenario();
  private final Trace trace = waves(600, 1_400);
  private final Capacity capacity;
  private final SimulatedRuns.OfTraffic runs;

  FleetPartTest() {
    scenario.traffic = Optional.of(new Traffic(trace, Ratio.ONE));
    scenario.slo = Slo.parse("ttft-p95=2s,tpot-p95=80ms");
    OwnSearch search = scenario.search();
    search.screen();
    capacity = search.pools().getFirst().sized().capacity();
    runs = new SimulatedRuns().of(scenario.request().traffic().replay());
  }

  /// Requests whose rate alternates between `low` and `high` a second every 20 seconds.
  private static Trace waves(double low, double high) {
    SplittableRandom random = new SplittableRandom(5);
    Trace.Builder builder = new Trace.Builder().period(SECONDS * 1_000_000_000L);
    double at = 0;
    while (true) {
      at -= Math.log(1 - random.nextDouble()) / ((int) (at / 20) % 2 == 0 ? low : high);
      if (at >= SECONDS) {
        return builder.build(new Provenance.Observed("test"));
      }
      builder.add((long) (at * 1e9), 100 + random.nextInt(2000), 1 + random.nextInt(250));
    }
  }

  private Stage stage(Stage.Least least) {
    Stage full = runs.full();
    return new Stage(trace, full.tokens(), full.stress(), full.pieces(), false, least);
  }

  private Trials trials(Stage stage) {
    return new Trials(runs, scenario.slo, stage, capacity, 2, (_, _) -> Ratio.ZERO);
  }

  @Test
  void aPartOfAFleetNeedsAsManyReplicasAsTheWholeOrAFewMore() {
    Trials whole = trials(stage(new Stage.Least(ALL, ALL, ALL)));
    Trials part = trials(stage(new Stage.Least(20_000, 8, 2_048)));

    long needed = fewest(whole);

    assertThat(whole.thins(needed)).isFalse();
    assertThat(part.thins(needed)).isTrue();
    assertThat((double) fewest(part) / needed).isBetween(0.99, 1.05);
  }

  @Test
  void aPartOfABaselineSpillsWhatTheWholeDoes() {
    Trials whole = trials(stage(new Stage.Least(ALL, ALL, ALL)));
    Trials part = trials(stage(new Stage.Least(20_000, 8, 2_048)));
    long baseline = fewest(whole) * 3 / 4;

    MixRun all = whole.spilling(baseline).run();
    MixRun some = part.spilling(baseline).run();

    assertThat(all.spillShare().toDouble()).isGreaterThan(0.02);
    assertThat(some.spillShare().toDouble()).isCloseTo(all.spillShare().toDouble(), within(0.01));
    assertThat(some.baseline()).isEqualTo(baseline);
    assertThat(ownTokens(some)).isCloseTo(ownTokens(all), within(0.02 * ownTokens(all)));
  }

  private static double ownTokens(MixRun run) {
    return run.hours().stream().mapToLong(MixRun.Hour::ownTokens).sum();
  }

  private static long fewest(Trials trials) {
    long low = 0;
    long high = 1;
    while (trials.alone(high).miss().isPresent()) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (trials.alone(middle).miss().isPresent()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /// 20 of 100 replicas: a fifth of the requests, evenly over the time, each once.
  @Test
  void everyMomentKeepsItsLoad() {
    FleetPart part = FleetPart.of(trace, runs.full().tokens(), 20, 100, capacity);

    assertThat(part.replicas()).isEqualTo(20);
    assertThat(part.trace().size()).isEqualTo(trace.size() / 5);
    assertThat(part.scale()).isCloseTo(5, within(0.05));
    for (int second = 0; second < SECONDS; second += 10) {
      double all = arrived(trace, second);
      assertThat(arrived(part.trace(), second) * 5).isCloseTo(all, within(0.03 * all + 10));
    }
  }

  private static double arrived(Trace trace, int second) {
    return IntStream.range(0, trace.size())
        .filter(i -> trace.arrivalNanos(i) / 10_000_000_000L == second / 10)
        .count();
  }
}
