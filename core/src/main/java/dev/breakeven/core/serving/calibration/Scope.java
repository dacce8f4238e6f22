package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.Deployment;
import java.util.List;

/// What constants were fitted for; an empty part stands for all.
public record Scope(String gpu, String precision, String engine) implements Comparable<Scope> {
  public static final Scope GLOBAL = new Scope("", "", "");

  /// The scopes that speak for `deployment`, narrowest first.
  static List<Scope> of(Deployment deployment) {
    String gpu = deployment.gpu().id().text();
    String precision = deployment.precision().key();
    return List.of(
        new Scope(gpu, precision, deployment.settings().engine().key()),
        new Scope(gpu, precision, ""),
        new Scope("", precision, ""),
        GLOBAL);
  }

  /// The next wider one.
  Scope wider() {
    if (!engine.isEmpty()) {
      return new Scope(gpu, precision, "");
    }
    return gpu.isEmpty() ? GLOBAL : new Scope("", precision, "");
  }

  int width() {
    int parts = (gpu.isEmpty() ? 0 : 1) + (precision.isEmpty() ? 0 : 1);
    return 3 - parts - (engine.isEmpty() ? 0 : 1);
  }

  @Override
  public int compareTo(Scope other) {
    int byWidth = Integer.compare(other.width(), width());
    return byWidth != 0 ? byWidth : toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    if (equals(GLOBAL)) {
      return "all GPUs, precisions and engines";
    }
    return "%s%s%s"
        .formatted(
            gpu.isEmpty() ? "any GPU, " : gpu + ", ",
            precision,
            engine.isEmpty() ? ", any engine" : ", " + engine);
  }
}
