package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.StepConstants;
import java.util.function.ToDoubleFunction;

/// One constant of the step model: its column in a file, and the range that makes physical sense.
public enum Constant {
  WEIGHT("weight_efficiency", 0.2, 1, StepConstants::weightEfficiency),
  KV("kv_efficiency", 0.1, 1, StepConstants::kvEfficiency),
  BF16("bf16_efficiency", 0.05, 1, StepConstants::bf16Efficiency),
  FP8("fp8_efficiency", 0.05, 1, StepConstants::fp8Efficiency),
  FP4("fp4_efficiency", 0.05, 1, StepConstants::fp4Efficiency),
  WEIGHT_ONLY("weight_only_efficiency", 0.05, 1, StepConstants::weightOnlyEfficiency),
  LAYER("layer_seconds", 2e-6, 4e-4, StepConstants::layerSeconds),
  REQUEST("request_seconds", 1e-6, 4e-4, StepConstants::requestSeconds),
  STEP("step_seconds", 2e-5, 2e-2, StepConstants::stepSeconds),
  FABRIC("fabric_latency_seconds", 5e-7, 2e-4, StepConstants::fabricLatencySeconds),
  PCIE("pcie_latency_seconds", 2e-6, 8e-4, StepConstants::pcieLatencySeconds),
  LINK("link_efficiency", 0.05, 1, StepConstants::linkEfficiency);

  private final String column;
  private final double least;
  private final double most;
  private final ToDoubleFunction<StepConstants> reader;

  Constant(String column, double least, double most, ToDoubleFunction<StepConstants> reader) {
    this.column = column;
    this.least = least;
    this.most = most;
    this.reader = reader;
  }

  public String column() {
    return column;
  }

  public double get(StepConstants constants) {
    return reader.applyAsDouble(constants);
  }

  /// Whether `value` lies in the range a fit keeps to.
  public boolean allows(double value) {
    return value >= least && value <= most;
  }

  public String range() {
    return least + " to " + most;
  }

  /// `constants` with this one times `factor`, kept in its range.
  StepConstants scaled(StepConstants constants, double factor) {
    double[] values = new double[values().length];
    for (Constant each : values()) {
      values[each.ordinal()] = each.get(constants);
    }
    values[ordinal()] = Math.min(most, Math.max(least, values[ordinal()] * factor));
    return of(values, constants.medianError(), constants.p90Error(), constants.name());
  }

  /// Constants of `values` in the order of this enum.
  public static StepConstants of(
      double[] values, double medianError, double p90Error, String name) {
    return new StepConstants(
        values[0],
        values[1],
        values[2],
        values[3],
        values[4],
        values[5],
        values[6],
        values[7],
        values[8],
        values[9],
        values[10],
        values[11],
        medianError,
        p90Error,
        name);
  }

  /// Whether the steps of `deployment` depend on this constant.
  boolean bears(Deployment deployment) {
    return switch (this) {
      case BF16, FP8, FP4, WEIGHT_ONLY -> ConstantsFit.multiplies(deployment.precision(), this);
      case LINK -> deployment.tensorParallel() > 1;
      case FABRIC -> deployment.tensorParallel() > 1 && hasFabric(deployment);
      case PCIE -> deployment.tensorParallel() > 1 && !hasFabric(deployment);
      case WEIGHT, KV, LAYER, REQUEST, STEP -> true;
    };
  }

  private static boolean hasFabric(Deployment deployment) {
    return deployment.gpu().linkBytesPerSecond().isPresent();
  }
}
