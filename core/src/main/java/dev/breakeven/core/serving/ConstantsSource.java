package dev.breakeven.core.serving;

/// Where the constants of the step model come from: a deployment's own, or the nearest wider ones,
/// with their error band and a name that says which.
@FunctionalInterface
public interface ConstantsSource {
  StepConstants of(Deployment deployment);

  /// The same constants for every deployment.
  static ConstantsSource always(StepConstants constants) {
    return _ -> constants;
  }

  /// The model of `deployment`'s steps with its constants.
  default StepModel model(Deployment deployment) {
    return new StepModel(deployment, of(deployment));
  }
}
