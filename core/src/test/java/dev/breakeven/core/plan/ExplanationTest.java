package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Figure.Derivation;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each figure is worked out again from nothing but the inputs it names.
class ExplanationTest {
  private static final Plan PLAN = plan();
  private static final Map<String, Figure<?>> FIGURES = Explanation.of(PLAN);

  private static Plan plan() {
    Scenario scenario = new Scenario();
    scenario.scale = Ratio.of(3);
    scenario.assumptions = Assumptions.DEFAULT;
    scenario.hosts.add(Scenario.hostAt(9_000));
    return scenario.plan();
  }

  private static Figure<?> figure(String name) {
    return java.util.Objects.requireNonNull(FIGURES.get(name), name);
  }

  private static List<Figure<?>> inputs(Figure<?> figure) {
    return switch (figure.how()) {
      case Derivation.Computed(String _, List<Figure<?>> inputs) -> inputs;
      case Derivation.Given given -> throw new AssertionError(given);
    };
  }

  private static Option.Own own() {
    return (Option.Own)
        PLAN.options().stream().filter(Option.Own.class::isInstance).findFirst().orElseThrow();
  }

  @Test
  void namesAreListedInAStableOrder() {
    String own = own().name();
    String mix = "mix/llama-3.1-70b-bf16-tp4/4x-four-h100+host/llama-3.1-70b";

    assertThat(FIGURES.keySet())
        .containsExactly(
            "recommended",
            "input tokens a month",
            "output tokens a month",
            "break-even of " + own + " against host/llama-3.1-70b",
            mix,
            own,
            "GPU rent of " + own,
            "utilisation of " + own,
            "host/llama-3.1-70b");
  }

  @Test
  void tokensOfAMonth() {
    Figure<?> input = figure("input tokens a month");
    List<Figure<?>> from = inputs(input);

    assertThat(input.value()).isEqualTo(Tokens.of(3 * 2_628_000_000L));
    Ratio product =
        Ratio.of(((Tokens) from.get(0).value()).count())
            .times(((Hours) from.get(1).value()).value())
            .dividedBy((Ratio) from.get(2).value())
            .times((Ratio) from.get(3).value());
    assertThat(product).isEqualTo(Ratio.of(((Tokens) input.value()).count()));
    assertThat(from.getFirst().basis()).isEqualTo(Basis.METERED);
    assertThat(input.basis()).isEqualTo(Basis.ASSUMED);
    assertThat(figure("output tokens a month").value()).isEqualTo(Tokens.of(3 * 525_600_000L));
  }

  @Test
  void utilisationOfOwnGpus() {
    Figure<?> utilisation = figure("utilisation of " + own().name());
    Figure<?> busy = inputs(utilisation).get(0);
    long replicas = (Long) inputs(utilisation).get(1).value();
    List<Figure<?>> from = inputs(busy);
    double work =
        ((Tokens) from.get(0).value()).count() * ((Ratio) from.get(1).value()).toDouble()
            + ((Tokens) from.get(2).value()).count() * ((Ratio) from.get(3).value()).toDouble();
    double seconds = ((Hours) from.get(4).value()).value().toDouble() * 3600;

    assertThat(((Ratio) busy.value()).toDouble()).isCloseTo(work / seconds, within(1e-5));
    assertThat(((Ratio) utilisation.value()).toDouble())
        .isCloseTo(((Ratio) busy.value()).toDouble() / replicas, within(1e-6))
        .isCloseTo(own().sizing().utilisation(), within(1e-6));
    assertThat(replicas).isEqualTo(own().sizing().replicas());
  }

  @Test
  void rentOfOwnGpus() {
    Figure<?> rent = figure("GPU rent of " + own().name());
    List<Figure<?>> from = inputs(rent);
    long instances = (Long) from.get(0).value();

    assertThat(
            ((UsdPerHour) from.get(1).value()).times((Hours) from.get(2).value()).times(instances))
        .isEqualTo(rent.value());
    assertThat(rent.value()).isEqualTo(Scenario.INSTANCE_MONTH.times(instances));
    List<Figure<?>> counted = inputs(from.get(0));
    assertThat(Math.ceilDiv((Long) counted.get(0).value(), (Long) counted.get(1).value()))
        .isEqualTo(instances);
  }

  @Test
  void rentLinesAddUpToTheRent() {
    Usd lines = Usd.ZERO;
    for (CostLine line : own().lines()) {
      if (line.name().equals("GPUs") || line.name().startsWith("spare")) {
        List<Figure<?>> from = inputs(line.monthly());
        long instances = (Long) from.get(0).value();
        assertThat(line.monthly().value()).isEqualTo(Scenario.INSTANCE_MONTH.times(instances));
        lines = lines.plus(line.monthly().value());
      }
    }
    assertThat(lines).isEqualTo(figure("GPU rent of " + own().name()).value());
  }

  @Test
  void breakEvenOfAStaircase() {
    Figure<?> breakEven = figure("break-even of " + own().name() + " against host/llama-3.1-70b");
    List<Figure<?>> from = inputs(breakEven);
    Ratio factor = ((Usd) from.get(0).value()).over((Usd) from.get(1).value());
    Ratio tokens =
        factor.times(
            ((Tokens) from.get(2).value()).count() + ((Tokens) from.get(3).value()).count());

    assertThat((double) ((Tokens) breakEven.value()).count())
        .isCloseTo(tokens.toDouble(), within(1.0));
    assertThat(breakEven.value())
        .isEqualTo(PLAN.breakEvens().getFirst().breakEven().orElseThrow().tokensPerMonth());
  }

  @Test
  void neverIsExplainedToo() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(1));
    scenario.assumptions = Scenario.nobody(Redundancy.NONE);
    Figure<?> breakEven =
        Explanation.of(scenario.plan()).entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("break-even of "))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();

    assertThat(breakEven.value()).isEqualTo("never");
    assertThat(breakEven.explain()).contains("never").contains("64 replicas");
  }

  @Test
  void everyOptionIsExplainedByItsOwnCost() {
    for (Option option : PLAN.options()) {
      assertThat(figure(option.name())).isSameAs(option.monthly().orElseThrow());
    }
    assertThat(figure("recommended"))
        .isSameAs(PLAN.verdict().recommended().flatMap(Option::monthly).orElseThrow());
  }
}
