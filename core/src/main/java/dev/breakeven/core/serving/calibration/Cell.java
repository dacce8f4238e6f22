package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.Deployment;

/// The measurements that share model, GPU, precision, TP and engine: never split over two folds.
public record Cell(String model, String gpu, String precision, int tensorParallel, String engine)
    implements Comparable<Cell> {
  static Cell of(Deployment deployment) {
    return new Cell(
        deployment.model().id().text(),
        deployment.gpu().id().text(),
        deployment.precision().key(),
        deployment.tensorParallel(),
        deployment.settings().engine().key());
  }

  /// The fold of this cell among `folds`, by its name alone: the same in every file.
  public int fold(int folds) {
    return Math.floorMod(mixed(toString()), folds);
  }

  private static int mixed(String text) {
    int hash = text.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  @Override
  public int compareTo(Cell other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return "%s %s tp%d, %s, %s".formatted(model, precision, tensorParallel, gpu, engine);
  }
}
