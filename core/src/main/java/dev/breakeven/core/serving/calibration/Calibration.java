package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.StepConstants;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Fitted constants by scope. A deployment gets those of its own GPU, precision and engine, else of
/// the nearest wider scope, under a name that says which.
public record Calibration(Map<Scope, StepConstants> byScope) implements ConstantsSource {
  /// Throws `IllegalArgumentException` without a set that serves everything.
  public Calibration {
    if (!byScope.containsKey(Scope.GLOBAL)) {
      throw new IllegalArgumentException("constants: no global set (expected: one)");
    }
    byScope = Collections.unmodifiableMap(new TreeMap<>(byScope));
  }

  @Override
  public StepConstants of(Deployment deployment) {
    List<Scope> scopes = Scope.of(deployment);
    for (Scope scope : scopes) {
      StepConstants found = byScope.get(scope);
      if (found != null) {
        return found.named(name(scope, scopes.getFirst()), found.medianError(), found.p90Error());
      }
    }
    throw new IllegalStateException("no global constants");
  }

  private static String name(Scope found, Scope wanted) {
    return found.equals(wanted)
        ? "calibrated on " + found
        : "fallback to %s: none for %s".formatted(found, wanted);
  }

  /// These with `narrower` ones in their stead where both have a scope.
  public Calibration with(Map<Scope, StepConstants> narrower) {
    Map<Scope, StepConstants> joined = new TreeMap<>(byScope);
    joined.putAll(narrower);
    return new Calibration(joined);
  }
}
