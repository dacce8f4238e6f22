package dev.breakeven.core.plan;

import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.Provenance;
import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of a plan that can say how they came about, by name.
///
/// In this order: `recommended`, the tokens of a month, the break-even of each staircase, then of
/// each option its monthly cost under the option's name, for hosts where it is known the same
/// `with cache hits`, and for own GPUs `GPU rent of` it and
/// `utilisation of` it.
public final class Explanation {
  private static final long NANOS_PER_HOUR = 3_600_000_000_000L;
  private static final int DIGITS = 6;
  private static final int SECONDS_DIGITS = 12;

  private final Plan plan;
  private final Figure<Tokens> input;
  private final Figure<Tokens> output;

  private Explanation(Plan plan) {
    this.plan = plan;
    Traffic traffic = plan.request().traffic();
    input = tokens("input tokens", traffic.observedInput(), traffic.inputPerMonth());
    output = tokens("output tokens", traffic.observedOutput(), traffic.outputPerMonth());
  }

  public static Map<String, Figure<?>> of(Plan plan) {
    return new Explanation(plan).figures();
  }

  private Map<String, Figure<?>> figures() {
    Map<String, Figure<?>> figures = new LinkedHashMap<>();
    plan.verdict()
        .recommended()
        .flatMap(Option::monthly)
        .ifPresent(figure -> figures.put("recommended", figure));
    figures.put(input.name(), input);
    figures.put(output.name(), output);
    for (Staircase stairs : plan.breakEvens()) {
      Figure<?> figure = breakEven(stairs);
      figures.put(figure.name(), figure);
    }
    for (Option option : plan.options()) {
      option.monthly().ifPresent(figure -> figures.put(option.name(), figure));
      if (option instanceof Option.Hosted host) {
        host.cached().ifPresent(figure -> figures.put(host.name() + " with cache hits", figure));
      }
      if (option instanceof Option.Own own) {
        figures.put("GPU rent of " + own.name(), Costs.rent(own.sizing()));
        figures.put("utilisation of " + own.name(), utilisation(own));
      }
    }
    return figures;
  }

  private Figure<Tokens> tokens(String kind, long observed, Tokens month) {
    Traffic traffic = plan.request().traffic();
    Provenance provenance = traffic.trace().provenance();
    boolean counted = provenance instanceof Provenance.Observed;
    Basis basis = counted ? Basis.METERED : Basis.ASSUMED;
    String source = provenance.describe();
    return Figure.computed(
        kind + " a month",
        month,
        "tokens",
        "tokens × hours / hours watched × scale",
        Figure.given(kind, Tokens.of(observed), "", basis, source),
        Costs.hours(),
        Figure.given(
            "hours watched",
            Ratio.of(traffic.trace().periodNanos(), NANOS_PER_HOUR),
            "",
            basis,
            source),
        Figure.given("scale", traffic.scale(), "", Basis.ASSUMED, "--scale"));
  }

  private Figure<Ratio> utilisation(Option.Own own) {
    Sizing sizing = own.sizing();
    Capacity capacity = sizing.capacity();
    Figure<Ratio> busy =
        Figure.computed(
            "busy replicas",
            Ratio.ofMeasured(sizing.queue().meanLoad(), DIGITS),
            "",
            "tokens × seconds each, input and output, / hours / 3600",
            input,
            seconds("input", capacity.secondsPerInputToken(), capacity),
            output,
            seconds("output", capacity.secondsPerOutputToken(), capacity),
            Costs.hours());
    return Figure.computed(
        "utilisation of " + own.name(),
        Ratio.ofMeasured(sizing.utilisation(), DIGITS),
        "of what the GPUs could do",
        "busy replicas / replicas",
        busy,
        Figure.given(
            "replicas",
            sizing.replicas(),
            "%d needed, %d spare".formatted(sizing.needed(), sizing.spare()),
            Basis.SIMULATED,
            "closed-form estimate over the trace"));
  }

  private static Figure<Ratio> seconds(String kind, double value, Capacity capacity) {
    return Figure.given(
        "seconds an " + kind + " token",
        Ratio.ofMeasured(value, SECONDS_DIGITS),
        "of one replica at batch " + capacity.batch(),
        Basis.SIMULATED,
        capacity.model().constants().name());
  }

  /// The volume from which own GPUs stay cheaper, or that there is none.
  private Figure<?> breakEven(Staircase stairs) {
    String name = "break-even of %s against %s".formatted(stairs.own(), stairs.api());
    if (stairs.breakEven().isEmpty()) {
      return Figure.given(name, "never", "", Basis.SIMULATED, stairs.verdict());
    }
    Staircase.Crossing at = stairs.breakEven().get();
    Sizing sizing = ((Option.Own) plan.find(stairs.own()).orElseThrow()).sizing();
    Assumptions assumptions = plan.request().assumptions();
    Sizing then = sizing.needing(at.replicas(), assumptions.redundancy());
    return Figure.computed(
        name,
        at.tokensPerMonth(),
        "tokens a month",
        "own cost at %d replicas / API cost × tokens a month (input + output)"
            .formatted(then.replicas()),
        Costs.sum(Costs.own(then, assumptions)),
        plan.find(stairs.api()).flatMap(Option::monthly).orElseThrow(),
        input,
        output);
  }
}
