package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedRunsTest {
  private final Scenario scenario = new Scenario();
  private final SimulatedRuns runs = new SimulatedRuns();

  /// Ten busy minutes, a host and two sizes of machine.
  SimulatedRunsTest() {
    scenario.traffic = Optional.of(new Traffic(minutes(10, 4), Ratio.ONE));
    scenario.slo = Slo.parse("ttft-p95=3s,tpot-p95=80ms");
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), "0.6", "0.8"));
    scenario.gpuOffers.add(Scenario.rent("eight-h100", 8, "21"));
    scenario.assumptions = Scenario.nobody(Redundancy.N_PLUS_1);
  }

  private static Trace minutes(int minutes, double perSecond) {
    SplittableRandom random = new SplittableRandom(7);
    Trace.Builder builder = new Trace.Builder().period(minutes * 60_000_000_000L);
    double at = 0;
    while (true) {
      at -= Math.log(1 - random.nextDouble()) / perSecond;
      if (at >= minutes * 60) {
        return builder.build(new Provenance.Observed("test"));
      }
      builder.add((long) (at * 1e9), 100 + random.nextInt(3000), 1 + random.nextInt(400));
    }
  }

  private enum Change {
    NOTHING(_ -> {}),
    API_PRICE(s -> s.hosts.set(0, Scenario.host("host", Scenario.MODEL.id(), "6", "12"))),
    ANOTHER_HOST(s -> s.hosts.add(Scenario.host("cheap", Scenario.MODEL.id(), "0.1", "0.3"))),
    GPU_PRICE(s -> s.gpuOffers.set(0, Scenario.rent("four-h100", 4, "3.7"))),
    LABOUR(
        s ->
            s.assumptions =
                new Assumptions(
                    Ratio.ONE,
                    Usd.ofDollars(90_000),
                    1,
                    Ratio.ZERO,
                    12,
                    Usd.ZERO,
                    Redundancy.N_PLUS_1)),
    LATENCY_LIMIT(s -> s.slo = Slo.parse("ttft-p95=1500ms,tpot-p95=50ms")),
    TRAFFIC(s -> s.traffic = Optional.of(new Traffic(minutes(6, 9), Ratio.ONE)));

    private final Consumer<Scenario> made;

    Change(Consumer<Scenario> made) {
      this.made = made;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPlanWithAnotherInputIsThatOfAPlannerThatSimulatedNothingYet(Change change) {
    scenario.plan(runs);
    change.made.accept(scenario);

    Plan warm = scenario.plan(runs);
    Plan cold = scenario.plan();

    assertThat(says(warm)).isEqualTo(says(cold));
    assertThat(warm.answers()).isEqualTo(cold.answers());
    assertThat(warm.breakEvens()).isEqualTo(cold.breakEvens());
  }

  private static List<Object> says(Plan plan) {
    return Stream.concat(
            Stream.of(plan.verdict().line(), plan.rejections()),
            Stream.of(plan.ladder(), plan.options())
                .flatMap(List::stream)
                .flatMap(
                    option ->
                        Stream.of(
                            option.name(),
                            option.lines(),
                            option.monthly(),
                            option.feasibility(),
                            runs(option))))
        .toList();
  }

  private static List<MixRun> runs(Option option) {
    return switch (option) {
      case Option.Hosted _ -> List.of();
      case Option.Own own -> own.run().stream().toList();
      case Option.Mix mix -> List.of(mix.run());
    };
  }

  @Test
  void aPlanThatOnlyCostsOtherwiseMakesNoRunAgain() {
    List<MixRun> first = simulated(scenario.plan(runs));
    Change.LABOUR.made.accept(scenario);

    List<MixRun> second = simulated(scenario.plan(runs));

    assertThat(first).isNotEmpty();
    assertThat(second).hasSameSizeAs(first);
    IntStream.range(0, first.size())
        .forEach(i -> assertThat(first).anyMatch(run -> run == second.get(i)));
  }

  private static List<MixRun> simulated(Plan plan) {
    return plan.options().stream()
        .flatMap(option -> runs(option).stream())
        .filter(run -> run.method() == MixRun.Method.SIMULATED)
        .toList();
  }

  /// A run with 64 Mbit of spilled requests takes 8 MB, of which seven are within 64 MB.
  @Test
  void noMoreThanTheLastWaysToRunADeploymentAreKept() {
    PlanRequest request = scenario.request();
    OwnSearch search = scenario.search();
    search.screen();
    Capacity capacity = search.pools().getFirst().sized().capacity();
    Engine engine = Engine.of(capacity.model(), Engine.BLOCK_TOKENS);
    SimulatedRuns.OfTraffic known = runs.of(request.traffic().replay());
    MixRun ran =
        new Trials(known, scenario.slo, known.full(), capacity, 5, (_, _) -> Ratio.ZERO)
            .alone(1)
            .run();
    BitSet spilled = new BitSet();
    spilled.set((64 << 20) - 1);
    AtomicInteger made = new AtomicInteger();
    for (int i = 10; i < 20; i++) {
      ask(known, capacity, engine, i, made)
          .alone()
          .put(1L, new SimulatedRuns.Run(ran, spilled, Optional.empty()));
    }

    ask(known, capacity, engine, 13, made);
    assertThat(made).hasValue(10);
    ask(known, capacity, engine, 10, made);
    assertThat(made).hasValue(11);
  }

  private SimulatedRuns.Deployed ask(
      SimulatedRuns.OfTraffic known,
      Capacity capacity,
      Engine engine,
      int spillSeconds,
      AtomicInteger made) {
    return known.of(
        new SimulatedRuns.Key(known.full(), scenario.slo, capacity, spillSeconds),
        () -> {
          made.incrementAndGet();
          return engine;
        });
  }
}
