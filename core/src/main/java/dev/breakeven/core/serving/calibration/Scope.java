package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.serving.Deployment;
import java.util.List;

/// What factors are for; an empty part stands for all.
///
/// `architecture` is `dense`, `moe` or `mla`: kernels differ more between these than between most
/// GPUs.
public record Scope(String architecture, String gpu, String precision, String engine)
    implements Comparable<Scope> {
  public static final Scope GLOBAL = new Scope("", "", "", "");

  /// The scopes that `deployment` belongs to: all, its architecture, that on its engine; then its
  /// hardware, from wide to narrow.
  static List<Scope> of(Deployment deployment) {
    String architecture = architecture(deployment.model());
    String precision = deployment.precision().key();
    String engine = deployment.settings().engine().key();
    return List.of(
        GLOBAL,
        new Scope(architecture, "", "", ""),
        new Scope(architecture, "", "", engine),
        new Scope("", "", precision, ""),
        new Scope("", deployment.gpu().id().text(), precision, ""),
        hardware(deployment));
  }

  /// The narrowest one: GPU, precision and engine.
  static Scope hardware(Deployment deployment) {
    return new Scope(
        "",
        deployment.gpu().id().text(),
        deployment.precision().key(),
        deployment.settings().engine().key());
  }

  private static String architecture(ModelCard model) {
    if (model.attention() == ModelCard.Attention.MLA) {
      return "mla";
    }
    return model.isMixture() ? "moe" : "dense";
  }

  boolean isHardware() {
    return architecture.isEmpty();
  }

  /// How many parts are named.
  int parts() {
    return (int)
        List.of(architecture, gpu, precision, engine).stream().filter(s -> !s.isEmpty()).count();
  }

  @Override
  public int compareTo(Scope other) {
    int byParts = Integer.compare(parts(), other.parts());
    return byParts != 0 ? byParts : toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    if (equals(GLOBAL)) {
      return "all GPUs, precisions and engines";
    }
    if (!isHardware()) {
      return architecture + (engine.isEmpty() ? " models" : " models on " + engine);
    }
    return "%s%s%s"
        .formatted(
            gpu.isEmpty() ? "any GPU, " : gpu + ", ",
            precision,
            engine.isEmpty() ? ", any engine" : ", " + engine);
  }
}
