package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.plan.Staircase.Crossing;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaircaseTest {
  private static final Assumptions PEOPLE =
      new Assumptions(
          Ratio.ZERO, Usd.ZERO, 1, Ratio.ZERO, 12, Usd.ofDollars(1000), Redundancy.NONE);

  private static Staircase stairs(Scenario scenario) {
    return scenario.plan().breakEvens().getFirst();
  }

  /// Half a replica busy, no SLO: one $7,300 instance up to twice the volume, two to four times.
  private static Scenario halfBusy(long apiPerMonth) {
    Scenario scenario = new Scenario();
    scenario.slo = Slo.NONE;
    scenario.load(0.5);
    scenario.hosts.add(Scenario.hostAt(apiPerMonth));
    return scenario;
  }

  private static double factor(Crossing crossing, Scenario scenario) {
    return (double) crossing.tokensPerMonth().count()
        / new Traffic(scenario.trace, scenario.scale).tokensPerMonth().count();
  }

  /// $5,000 for today's volume: one instance is cheaper from 7,300 / 5,000 = 1.46 times it, two
  /// above 2 times only from 2.92, three above 4 only from 4.38, and four from 6 on at once.
  @Test
  void eachStepOfTheStairIsWonAndLostAgain() {
    Scenario scenario = halfBusy(1);
    scenario.hosts.set(0, Scenario.hostAt(scaled(5000, scenario)));
    Staircase stairs = stairs(scenario);
    List<Crossing> crossings = stairs.crossings();

    assertThat(crossings.stream().map(Crossing::ownWins))
        .containsExactly(true, false, true, false, true);
    assertThat(crossings.stream().map(Crossing::replicas)).containsExactly(1L, 2L, 2L, 3L, 3L);
    double[] expected = {1.46, 2, 2.92, 4, 4.38};
    for (int i = 0; i < expected.length; i++) {
      assertThat(factor(crossings.get(i), scenario)).isCloseTo(expected[i], within(0.005));
    }
    assertThat(crossings.getFirst().utilisation()).isCloseTo(0.73, within(0.001));
    assertThat(crossings.get(1).utilisation()).isCloseTo(0.5, within(0.001));
    assertThat(stairs.first()).contains(crossings.getFirst());
    assertThat(stairs.breakEven()).contains(crossings.getLast());
  }

  /// The price at which the scaled traffic costs `dollars`.
  private static long scaled(long dollars, Scenario scenario) {
    return Ratio.of(dollars).dividedBy(scenario.scale).rounded().longValueExact();
  }

  /// At $20,000 for half a replica every step is cheaper from its very start.
  @Test
  void aDearApiIsBeatenOnce() {
    Scenario scenario = halfBusy(1);
    scenario.hosts.set(0, Scenario.hostAt(scaled(20_000, scenario)));
    Staircase stairs = stairs(scenario);

    assertThat(stairs.crossings()).hasSize(1);
    assertThat(stairs.breakEven()).isEqualTo(stairs.first());
    assertThat(factor(stairs.breakEven().orElseThrow(), scenario)).isCloseTo(0.365, within(0.001));
  }

  /// A full replica costs $7,300; the API asks $3,000 for as much.
  @Test
  void aCheapApiIsNeverBeaten() {
    Scenario scenario = halfBusy(1);
    scenario.hosts.set(0, Scenario.hostAt(scaled(1500, scenario)));
    Staircase stairs = stairs(scenario);

    assertThat(stairs.crossings()).isEmpty();
    assertThat(stairs.breakEven()).isEmpty();
    assertThat(stairs.first()).isEmpty();
    double examined =
        (double) stairs.examinedUpTo().orElseThrow().count()
            / new Traffic(scenario.trace, scenario.scale).tokensPerMonth().count();
    assertThat(examined).isCloseTo(2 * Staircase.MOST_REPLICAS, within(1e-4));
  }

  @Test
  void nothingBeatsAnApiThatCostsNothing() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.host("free", Scenario.MODEL.id(), "0", "0"));

    assertThat(stairs(scenario).crossings()).isEmpty();
    assertThat(stairs(scenario).breakEven()).isEmpty();
    assertThat(stairs(scenario).examinedUpTo()).isEmpty();
  }

  /// The same question asked of many volumes one by one.
  @Test
  void crossingsAreThoseOfAScanOverVolumes() {
    Property.check(
        "staircase",
        20,
        random -> {
          Scenario scenario = new Scenario();
          scenario.trace = bursts(random.nextLong());
          scenario.assumptions = PEOPLE;
          scenario.gpuOffers.set(0, Scenario.rent("eight-h100", 8, "20"));
          scenario.load(random.nextDouble(0.1, 3));
          scenario.hosts.add(
              Scenario.host("host", Scenario.MODEL.id(), "0." + (1 + random.nextInt(9)), "1.5"));
          scan(scenario);
        });
  }

  private static void scan(Scenario scenario) {
    Plan plan = scenario.plan();
    Staircase stairs = plan.breakEvens().getFirst();
    Option.Own own = (Option.Own) plan.find(stairs.own()).orElseThrow();
    OwnSearch.Sized sized = scenario.search().resize(own.sizing().capacity());
    Tokens today = plan.request().traffic().tokensPerMonth();
    double api =
        plan.find(stairs.api()).orElseThrow().monthly().orElseThrow().value().nanos() / 1e9;
    double most = (double) stairs.examinedUpTo().orElseThrow().count() / today.count();
    for (int i = 1; i < 500; i++) {
      double factor = most * i / 500;
      double tokens = factor * today.count();
      if (stairs.crossings().stream()
          .anyMatch(at -> Math.abs(at.tokensPerMonth().count() / tokens - 1) < 1e-6)) {
        continue;
      }
      long instances = Math.ceilDiv(replicas(own.sizing().needed(), sized, factor), 2L);
      boolean ownWins = 1000 + instances * 14_600.0 < api * factor;
      boolean found =
          stairs.crossings().stream()
              .filter(at -> at.tokensPerMonth().count() <= tokens)
              .reduce((_, later) -> later)
              .map(Crossing::ownWins)
              .orElse(false);
      assertThat(found).as("at %s times the volume", factor).isEqualTo(ownWins);
    }
  }

  /// As many as the closed form says and, as the root of the volume, what today's volume took more
  /// of them in the simulation; an equal part each where it took less.
  private static long replicas(long today, OwnSearch.Sized sized, double factor) {
    long more = today - sized.needed(1);
    return more < 0
        ? (long) Math.ceil(today * factor - 1e-9)
        : sized.needed(factor) + Math.round(more * Math.sqrt(factor));
  }

  /// By the closed form one replica less than by the simulation would do.
  @Test
  void theStairAndTheBandHoldWhatTheOptionCosts() {
    Scenario scenario = new Scenario();
    scenario.trace = bursts(7);
    scenario.assumptions = PEOPLE;
    scenario.load(2.8);
    scenario.hosts.add(Scenario.hostAt(scaled(20_000, scenario)));
    Plan plan = scenario.plan();
    Staircase stairs = plan.breakEvens().getFirst();
    Option.Own own = (Option.Own) plan.find(stairs.own()).orElseThrow();
    Usd shown = own.monthly().orElseThrow().value();
    Tokens today = plan.request().traffic().tokensPerMonth();

    assertThat(own.sizing().needed())
        .isGreaterThan(scenario.search().resize(own.sizing().capacity()).needed(1));
    assertThat(
            stairs.levels().stream()
                .filter(level -> level.upTo().count() >= today.count())
                .findFirst()
                .orElseThrow()
                .monthly())
        .isEqualTo(shown);
    Verdict.Band band = plan.verdict().ownBand().orElseThrow();
    assertThat(band.low()).isLessThanOrEqualTo(shown);
    assertThat(band.high()).isGreaterThanOrEqualTo(shown);
  }

  private static Trace bursts(long seed) {
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    Trace.Builder builder = new Trace.Builder().period(600 * 1_000_000_000L);
    for (int second = 0; second < 600; second++) {
      int requests = random.nextInt(10) == 0 ? 8 : 1;
      for (int i = 0; i < requests; i++) {
        builder.add(second * 1_000_000_000L, 100 + random.nextInt(3000), 1 + random.nextInt(400));
      }
    }
    return builder.build(new Provenance.Observed("test"));
  }
}
