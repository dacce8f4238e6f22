package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.serving.sim.Admission;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.serving.sim.Fates;
import dev.breakeven.core.serving.sim.Simulator;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Baselines that spill, against every number of replicas simulated one by one.
class MixTest {
  private static final double PICOS = 1e12;

  /// Ten minutes of Poisson arrivals whose rate goes from `low` to `high` a second and back.
  private static Trace hill(int seed, double low, double high) {
    SplittableRandom random = new SplittableRandom(seed);
    Trace.Builder builder = new Trace.Builder().period(600_000_000_000L);
    double seconds = 0;
    while (true) {
      double rate = low + (high - low) * Math.sin(Math.PI * seconds / 600);
      seconds -= Math.log(1 - random.nextDouble()) / rate;
      if (seconds >= 600) {
        return builder.build(new Provenance.Observed("test"));
      }
      builder.add((long) (seconds * 1e9), 200 + random.nextInt(1600), 1 + random.nextInt(300));
    }
  }

  private static Scenario hilly(int seed, double low, double high, String price) {
    Scenario scenario = new Scenario();
    scenario.trace = hill(seed, low, high);
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), price, price));
    return scenario;
  }

  private static Option.Mix mix(Plan plan) {
    return (Option.Mix)
        plan.options().stream().filter(Option.Mix.class::isInstance).findFirst().orElseThrow();
  }

  private static Usd cost(Option option) {
    return option.monthly().orElseThrow().value();
  }

  private static Fates simulated(Scenario scenario, Option.Mix mix, int replicas) {
    Engine engine =
        Engine.of(mix.pool().sizing().capacity().model(), Engine.BLOCK_TOKENS)
            .atMost(mix.pool().sizing().capacity().batch());
    double limit = mix.run().spillSeconds().orElseThrow();
    SpillRule rule = new SpillRule(engine.capacity(scenario.trace), (long) (limit * PICOS));
    return Simulator.detailed(
            scenario.trace,
            new Cluster(
                engine, replicas, BalancePolicy.LEAST_LOADED, Admission.FCFS, Optional.of(rule), 0))
        .fates();
  }

  private static boolean meets(Scenario scenario, Fates fates) {
    int measured = 0;
    int first = 0;
    int token = 0;
    for (int i = 0; i < scenario.trace.size(); i++) {
      if (fates.measured(i)) {
        measured++;
        first += fates.firstTokenPicos(i) <= 5 * PICOS ? 1 : 0;
        token += fates.tokenPicos(i) <= 0.1 * PICOS ? 1 : 0;
      }
    }
    return first >= 0.95 * measured && token >= 0.95 * measured;
  }

  /// `rent` of `replicas` and `price` per million tokens for what was spilled, ten minutes times
  /// 4380.
  private static double monthly(
      Scenario scenario, Fates fates, int replicas, double rent, double price) {
    long tokens = 0;
    for (int i = 0; i < scenario.trace.size(); i++) {
      tokens +=
          fates.spilled(i) ? scenario.trace.inputTokens(i) + scenario.trace.outputTokens(i) : 0;
    }
    return replicas * rent + tokens * 4380.0 * price / 1e6;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 40, 0.15",
    "2, 1, 40, 0.3",
    "3, 5, 20, 0.2",
    "4, 1, 60, 0.25",
    "5, 10, 12, 0.2",
    "6, 0.5, 80, 0.4",
  })
  void theBaselineIsThatOfBruteForce(int seed, double low, double high, double price) {
    isThatOfBruteForce(hilly(seed, low, high, Double.toString(price)), 7300, price);
  }

  /// $36,000 once for an instance are $3,000 of each of twelve months.
  @Test
  void theBaselineCountsWhatAnInstanceCostsOnce() {
    Scenario scenario = hilly(1, 1, 40, "0.4");
    scenario.gpuOffers.set(0, withFee(scenario.gpuOffers.getFirst(), Usd.ofDollars(36_000)));
    isThatOfBruteForce(scenario, 10_300, 0.4);
  }

  private static GpuOffer withFee(GpuOffer offer, Usd fee) {
    return new GpuOffer(
        offer.id(),
        offer.provider(),
        offer.instance(),
        offer.gpu(),
        offer.gpuCount(),
        offer.region(),
        offer.term(),
        offer.usdPerHour(),
        offer.monthly(),
        offer.listed(),
        offer.availability(),
        offer.interruptionRate(),
        offer.basis(),
        offer.source(),
        offer.note(),
        Optional.of(new GpuOffer.Upfront(fee, 0)));
  }

  private static void isThatOfBruteForce(Scenario scenario, double rent, double price) {
    Option.Mix mix = mix(scenario.plan());

    StringBuilder costs = new StringBuilder();
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int replicas = 1; replicas <= 16; replicas++) {
      Fates fates = simulated(scenario, mix, replicas);
      double cost = monthly(scenario, fates, replicas, rent, price);
      costs.append("%d: %.0f, meets %s%n".formatted(replicas, cost, meets(scenario, fates)));
      if (meets(scenario, fates) && cost < least) {
        least = cost;
        best = replicas;
      }
    }
    assertThat(mix.run().baseline()).as(costs.toString()).isEqualTo(best);
    assertThat(cost(mix).dollars().toDouble()).isCloseTo(least, within(0.01));
    assertThat(mix.run().method()).isEqualTo(MixRun.Method.SIMULATED);
  }

  private static org.assertj.core.data.Offset<Double> within(double dollars) {
    return org.assertj.core.data.Offset.offset(dollars);
  }

  @Test
  void theMixBeatsBothPureStrategiesOnAHillyLoad() {
    Scenario scenario = hilly(1, 1, 40, "0.3");
    scenario.assumptions = Scenario.nobody(Assumptions.Redundancy.N_PLUS_1);
    Plan plan = scenario.plan();

    assertThat(plan.verdict().recommended().orElseThrow()).isInstanceOf(Option.Mix.class);
    assertThat(plan.verdict().line()).startsWith("Mix own GPUs and an API");
    assertThat(plan.options()).hasSize(3).first().isEqualTo(mix(plan));
    assertThat(mix(plan).run().spillShare().toDouble()).isBetween(0.1, 0.9);
    assertThat(plan.answers().warnings()).anyMatch(text -> text.contains("not of the mix"));
    assertThat(PlannedPolicy.of(plan).leftOut()).isEmpty();

    Plan cheap = hilly(1, 1, 40, "0.01").plan();
    assertThat(cheap.answers().warnings()).noneMatch(text -> text.contains("not of the mix"));
  }

  @Test
  void hoursAddUpToTheTrafficAndTheSpill() {
    Scenario scenario = hilly(1, 1, 40, "0.3");
    MixRun run = mix(scenario.plan()).run();
    long own = run.hours().stream().mapToLong(MixRun.Hour::ownTokens).sum();
    long spilled = run.hours().stream().mapToLong(MixRun.Hour::spillTokens).sum();
    long all = 0;
    for (int i = 0; i < scenario.trace.size(); i++) {
      all += scenario.trace.inputTokens(i) + scenario.trace.outputTokens(i);
    }

    assertThat(run.hourNanos()).isEqualTo(60_000_000_000L);
    assertThat(run.hours()).hasSize(10);
    assertThat(own + spilled).isEqualTo(all);
    assertThat(Ratio.of(spilled, all).decimal(9)).isEqualTo(run.spillShare().decimal(9));
  }

  @Test
  void aDearerApiMakesTheBaselineLargerAndTheSpillSmaller() {
    MixRun cheap = mix(hilly(1, 1, 40, "0.15").plan()).run();
    MixRun dear = mix(hilly(1, 1, 40, "0.35").plan()).run();
    MixRun dearest = mix(hilly(1, 1, 40, "0.5").plan()).run();

    assertThat(cheap.baseline()).isLessThanOrEqualTo(dear.baseline());
    assertThat(dear.baseline()).isLessThan(dearest.baseline());
    assertThat(dear.spillShare()).isGreaterThan(dearest.spillShare());
  }

  @Test
  void halvingTheApiPriceNeverMakesAnythingDearerAndCanSendAllToTheApi() {
    Plan dear = hilly(1, 1, 40, "0.3").plan();
    Plan half = hilly(1, 1, 40, "0.15").plan();
    Plan least = hilly(1, 1, 40, "0.01").plan();

    assertThat(cost(best(half))).isLessThan(cost(best(dear)));
    assertThat(best(dear)).isInstanceOf(Option.Mix.class);
    assertThat(best(least)).isInstanceOf(Option.Hosted.class);
  }

  private static Option best(Plan plan) {
    return plan.verdict().recommended().orElseThrow();
  }

  @Test
  void doublingTheRentNeverMakesTheBaselineLarger() {
    Scenario once = hilly(1, 1, 40, "0.4");
    Scenario twice = hilly(1, 1, 40, "0.4");
    twice.gpuOffers.set(0, Scenario.rent("four-h100", 4, "20"));

    assertThat(mix(twice.plan()).run().baseline()).isLessThan(mix(once.plan()).run().baseline());
    assertThat(cost(best(twice.plan()))).isGreaterThan(cost(best(once.plan())));
  }

  @Test
  void withoutLabourOwnGpusComeBackIntoTheAnswer() {
    Scenario scenario = hilly(1, 1, 40, "0.3");
    assertThat(best(scenario.plan())).isInstanceOf(Option.Mix.class);

    scenario.assumptions = Assumptions.DEFAULT;
    assertThat(best(scenario.plan())).isInstanceOf(Option.Hosted.class);
  }

  @Test
  void whyNoMixPaysIsSaid() {
    assertThat(hilly(1, 1, 40, "0.01").plan().verdict().line())
        .contains("no mix pays: the API costs less per token than a GPU that is never idle");
    Scenario idle = hilly(1, 1, 2, "0.5");
    idle.assumptions = Scenario.nobody(Assumptions.Redundancy.N_PLUS_1);
    assertThat(idle.plan().verdict().line()).contains("no mix pays: its GPUs would be idle");
    Scenario peopled = hilly(1, 1, 40, "0.3");
    peopled.assumptions = Assumptions.DEFAULT;
    assertThat(peopled.plan().verdict().line())
        .contains("no mix pays: it saves less on tokens than people to run it cost");
  }

  @Test
  void whereNobodyHostsTheModelTodaysTakesTheSpill() {
    Scenario scenario = new Scenario();
    scenario.trace = hill(1, 1, 40);
    scenario.today = Optional.of(Scenario.host("maker", new ModelId("closed"), "0.3", "0.3"));

    assertThat(mix(scenario.plan()).spillTo().name()).isEqualTo("maker/closed");
    scenario.today = Optional.empty();
    assertThat(scenario.plan().options()).noneMatch(Option.Mix.class::isInstance);
  }

  @Test
  void aMixIsKnownToMeetTheTargetsOnlyWhenItsApiIs() {
    Scenario scenario = hilly(1, 1, 40, "0.3");
    scenario.sloStated = true;
    scenario.slo = Slo.parse("ttft-p95=5s,tpot-p95=100ms");
    assertThat(mix(scenario.plan()).feasibility()).isInstanceOf(Feasibility.Unknown.class);

    scenario.latencies.add(
        new ApiLatency(
            scenario.hosts.getFirst().id(), Slo.parse("ttft-p95=1s,tpot-p95=20ms"), "stated"));
    assertThat(mix(scenario.plan()).feasibility()).isInstanceOf(Feasibility.Feasible.class);
  }
}
