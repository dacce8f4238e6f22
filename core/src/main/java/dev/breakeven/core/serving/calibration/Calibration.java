package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.StepConstants;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Fitted factors by scope. The constants of a deployment are the defaults times the factors of
/// every scope that it belongs to, so where one is missing the wider ones remain; the name says
/// which was the narrowest for the hardware. The error band is the wider of that of the hardware
/// and that of the architecture.
public record Calibration(Map<Scope, Effect> byScope) implements ConstantsSource {
  /// Nothing fitted: the defaults.
  public static final Calibration NONE = new Calibration(Map.of());

  public Calibration {
    byScope = Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(byScope)));
  }

  @Override
  public StepConstants of(Deployment deployment) {
    List<Scope> scopes = Scope.of(deployment);
    double[] logs = new double[Constant.COUNT];
    Scope narrowest = Scope.GLOBAL;
    for (Scope scope : scopes) {
      Effect found = byScope.get(scope);
      if (found != null) {
        found.addTo(logs);
        narrowest = scope.isHardware() ? scope : narrowest;
      }
    }
    StepConstants constants = Constant.scaled(StepConstants.DEFAULT, logs);
    if (!byScope.containsKey(Scope.GLOBAL)) {
      return constants;
    }
    Effect.Band band = band(scopes);
    return constants.named(name(narrowest, Scope.hardware(deployment)), band.median(), band.p90());
  }

  private Effect.Band band(List<Scope> scopes) {
    Optional<Effect.Band> hardware = Optional.empty();
    Optional<Effect.Band> architecture = Optional.empty();
    for (Scope scope : scopes) {
      Optional<Effect.Band> found = byScope.getOrDefault(scope, Effect.NONE).band();
      if (scope.isHardware()) {
        hardware = found.or(orElse(hardware));
      } else {
        architecture = found.or(orElse(architecture));
      }
    }
    Effect.Band known =
        hardware.orElseGet(
            () ->
                new Effect.Band(
                    StepConstants.DEFAULT.medianError(), StepConstants.DEFAULT.p90Error()));
    return architecture.map(known::wider).orElse(known);
  }

  private static java.util.function.Supplier<Optional<Effect.Band>> orElse(
      Optional<Effect.Band> wider) {
    return () -> wider;
  }

  private static String name(Scope found, Scope wanted) {
    return found.equals(wanted)
        ? "calibrated on " + found
        : "fallback to %s: none for %s".formatted(found, wanted);
  }

  /// These and `others` on top; what both have a scope for multiplies, and is judged as in
  /// `others`.
  public Calibration with(Map<Scope, Effect> others) {
    Map<Scope, Effect> joined = new TreeMap<>(byScope);
    others.forEach((scope, effect) -> joined.merge(scope, effect, Effect::and));
    return new Calibration(joined);
  }
}
