package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Published cases whose figures come out of a plan. What a replica carries is stated: the step
/// model's speed is scaled until it does.
class PublishedCasesTest {
  /// Rounding of the scaled speed and the first requests of the trace, which find nobody waiting.
  private static final Percentage CLOSE = Percentage.withPercentage(0.05);

  /// The default constants with everything `times` as fast, which makes every step so.
  private static StepConstants faster(double times) {
    StepConstants c = StepConstants.DEFAULT;
    return new StepConstants(
        c.weightEfficiency() * times,
        c.kvEfficiency() * times,
        c.bf16Efficiency() * times,
        c.fp8Efficiency() * times,
        c.fp4Efficiency() * times,
        c.weightOnlyEfficiency() * times,
        c.mixtureEfficiency(),
        c.promptEfficiency() * times,
        c.latentEfficiency() * times,
        c.expertSkew(),
        c.layerSeconds() / times,
        c.mixtureSeconds() / times,
        c.requestSeconds() / times,
        c.stepSeconds() / times,
        c.fabricLatencySeconds() / times,
        c.pcieLatencySeconds() / times,
        c.linkEfficiency() * times,
        c.medianError(),
        c.p90Error(),
        "stated");
  }

  /// Traffic that keeps `replicas` busy by a replica's stated speed.
  private static void state(Scenario scenario, double replicas, String firstToken) {
    scenario.slo = Slo.parse(firstToken);
    double today = scenario.search().options().getFirst().sizing().queue().meanLoad();
    scenario.constants = ConstantsSource.always(faster(today / replicas));
  }

  private static double dollars(Usd usd) {
    return usd.dollars().toDouble();
  }

  private static Option.Mix mix(Plan plan) {
    return plan.options().stream()
        .filter(Option.Mix.class::isInstance)
        .map(Option.Mix.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// Cline on Kimi K2.6, arafatkatze.github.io/inference-math chapters 6 and 7: 583 billion tokens
  /// a month at $0.317 a million, replicas of four GPUs at $6 an hour that carry 70 billion each.
  private static Scenario cline() {
    Scenario scenario = new Scenario();
    scenario.trace = Scenario.everySecond(86_400, 1000, 200);
    scenario.scale = Ratio.of(583_000_000_000L, 1_200L * 2_628_000L);
    scenario.gpuOffers = List.of(Scenario.rent("four-gpus", 4, "24"));
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), "0.317", "0.317"));
    state(scenario, 583.0 / 70, "ttft-p95=300ms");
    return scenario;
  }

  @Test
  void clinesFloorOfFourReplicasAndItsSpill() {
    Scenario scenario = cline();
    scenario.constraints =
        new Constraints(
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(),
            Optional.empty(),
            OptionalLong.of(16),
            Optional.empty());
    Plan plan = scenario.estimate();
    Option.Mix mix = mix(plan);

    assertThat(dollars(plan.find("host/llama-3.1-70b").flatMap(Option::monthly).get().value()))
        .isCloseTo(184_811, CLOSE);
    assertThat(mix.run().baseline()).isEqualTo(4);
    assertThat(dollars(mix.pool().sizing().baseRent())).isEqualTo(70_080);
    assertThat(mix.run().spillShare().toDouble()).isCloseTo(303.0 / 583, CLOSE);
    double total = dollars(mix.monthly().orElseThrow().value());
    assertThat(total).isCloseTo(166_131, CLOSE);
    assertThat(1 - total / 184_811).isCloseTo(0.101, Percentage.withPercentage(1));
    assertThat(plan.verdict().recommended()).contains(mix);
    Option.Mix simulated = mix(scenario.plan());
    assertThat(simulated.run().baseline()).isEqualTo(4);
    assertThat(dollars(simulated.monthly().orElseThrow().value()))
        .as("a simulated replica spills before it is quite full")
        .isBetween(total, total * 1.04);
  }

  /// A replica that is never idle saves 70 billion tokens at $0.317, $22,190, for $17,520; the
  /// ninth would stand idle for two thirds.
  @Test
  void clinesLevelLoadPaysForEightReplicasWhereTheyCanBeHad() {
    Option.Mix mix = mix(cline().estimate());

    assertThat(mix.run().baseline()).isEqualTo(8);
    assertThat(dollars(mix.monthly().orElseThrow().value()))
        .isCloseTo(8 * 17_520 + (583 - 560) * 317, Percentage.withPercentage(0.1));
  }

  /// One leased H100 at $2.50 an hour carries two billion output tokens a month; engineers at
  /// $180,000 a year, shared by the tenants.
  @ParameterizedTest
  @CsvSource({"S0-066, 1/2, 1, 4.6625", "S0-067, 1, 1, 8.4125", "S0-068, 1/2, 10, 1.2875"})
  void anEngineerOverTheTenants(String id, String fte, long tenants, String perMillion)
      throws IOException {
    Scenario scenario = new Scenario();
    scenario.scale = Ratio.of(2_000_000_000L, 200L * 2_628_000L);
    scenario.gpuOffers = List.of(Scenario.rent("lease", 4, "2.50"));
    scenario.assumptions =
        new Assumptions(
            Ratio.parse(fte),
            Usd.ofDollars(180_000),
            tenants,
            Ratio.ZERO,
            12,
            Usd.ZERO,
            Redundancy.NONE);
    state(scenario, 0.6, "ttft-p95=5s");
    Plan plan = scenario.plan();
    Option own =
        plan.options().stream().filter(Option.Own.class::isInstance).findFirst().orElseThrow();
    Ratio each = own.perMtokOutput(plan.outputPerMonth()).orElseThrow().dollars();

    assertThat(each.decimal(4).toPlainString()).isEqualTo(perMillion);
    Optional<String> published = published(id);
    if (published.isPresent()) {
      assertThat(each).isEqualTo(Ratio.parse(published.get()));
    }
  }

  /// The exact value in the table of claims.
  private static Optional<String> published(String id) throws IOException {
    Optional<Path> file = SharedData.file("claims.csv");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return Files.readAllLines(file.get()).stream()
        .filter(line -> line.contains("," + id + ","))
        .map(line -> line.substring(line.lastIndexOf(',') + 1))
        .findFirst();
  }

  /// Own GPUs cost $7,300 and an engineer $10,000; the host asks $12,000.
  @Test
  void withoutLabourTheAnswerTurnsToOwnGpus() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(12_000));
    scenario.assumptions =
        new Assumptions(
            Ratio.ONE, Usd.ofDollars(120_000), 1, Ratio.ZERO, 12, Usd.ZERO, Redundancy.NONE);
    Plan staffed = scenario.plan();
    scenario.assumptions = Scenario.nobody(Redundancy.NONE);
    Plan alone = scenario.plan();

    assertThat(staffed.verdict().recommended().orElseThrow()).isInstanceOf(Option.Hosted.class);
    assertThat(alone.verdict().recommended().orElseThrow()).isInstanceOf(Option.Own.class);
    assertThat(odds(alone)).isGreaterThan(odds(staffed));
  }

  private static Ratio odds(Plan plan) {
    return plan.answers().odds().orElseThrow().probability();
  }
}
