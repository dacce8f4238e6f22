package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.StepConstants;

/// What a fit may change: one constant of the step model, or several that move together.
///
/// A factor on it is a column of a calibration file; `least` and `most` are what makes physical
/// sense.
public enum Constant {
  WEIGHT("weight_efficiency", 0.2, 1.2),
  KV("kv_efficiency", 0.1, 1.2),
  MULTIPLY("multiply_efficiency", 0.05, 1.2),
  MIXTURE("mixture_efficiency", 0.1, 2),
  PROMPT("prompt_efficiency", 0.02, 1),
  LATENT("latent_efficiency", 0.02, 10),
  SKEW("expert_skew", 0.5, 1.2),
  LAYER("layer_seconds", 2e-6, 4e-4),
  MIXTURE_LAYER("mixture_seconds", 1e-7, 1e-3),
  REQUEST("request_seconds", 1e-6, 4e-4),
  STEP("step_seconds", 2e-5, 2e-2),
  LATENCY("link_latency_seconds", 5e-7, 8e-4),
  LINK("link_efficiency", 0.05, 1.2);

  static final int COUNT = values().length;

  private final String column;
  private final double least;
  private final double most;

  Constant(String column, double least, double most) {
    this.column = column;
    this.least = least;
    this.most = most;
  }

  public String column() {
    return column;
  }

  private double times(double value, double[] logs) {
    return Math.min(most, Math.max(least, value * Math.exp(logs[ordinal()])));
  }

  /// `base` with each constant times e to its number in `logs`, kept in its range.
  static StepConstants scaled(StepConstants base, double[] logs) {
    return new StepConstants(
        WEIGHT.times(base.weightEfficiency(), logs),
        KV.times(base.kvEfficiency(), logs),
        MULTIPLY.times(base.bf16Efficiency(), logs),
        MULTIPLY.times(base.fp8Efficiency(), logs),
        MULTIPLY.times(base.fp4Efficiency(), logs),
        MULTIPLY.times(base.weightOnlyEfficiency(), logs),
        MIXTURE.times(base.mixtureEfficiency(), logs),
        PROMPT.times(base.promptEfficiency(), logs),
        LATENT.times(base.latentEfficiency(), logs),
        SKEW.times(base.expertSkew(), logs),
        LAYER.times(base.layerSeconds(), logs),
        MIXTURE_LAYER.times(base.mixtureSeconds(), logs),
        REQUEST.times(base.requestSeconds(), logs),
        STEP.times(base.stepSeconds(), logs),
        LATENCY.times(base.fabricLatencySeconds(), logs),
        LATENCY.times(base.pcieLatencySeconds(), logs),
        LINK.times(base.linkEfficiency(), logs),
        base.medianError(),
        base.p90Error(),
        base.name());
  }
}
