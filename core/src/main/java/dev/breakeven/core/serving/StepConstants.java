package dev.breakeven.core.serving;

import dev.breakeven.core.offer.Precision;

/// The constants of the step model. Efficiencies are shares of the data sheet; times in seconds.
///
/// - `mixtureEfficiency`: how much of the multiply efficiency experts reach, whose matrices are
///   small; `mixtureSeconds`: what routing adds to a mixture layer; `expertSkew`: n tokens hit as
///   many experts as n^skew would under even routing.
/// - `promptEfficiency`: prefill attention, and `latentEfficiency` decode attention over MLA's
///   latent cache, both of the bf16 rate.
///
/// [#DEFAULT] is where fits start, and what stands without any: values in the range of published
/// studies, chosen on H100, H200, B200 and B300. Layer time and weight efficiency trade off: never
/// read either alone as physics.
public record StepConstants(
    double weightEfficiency,
    double kvEfficiency,
    double bf16Efficiency,
    double fp8Efficiency,
    double fp4Efficiency,
    double weightOnlyEfficiency,
    double mixtureEfficiency,
    double promptEfficiency,
    double latentEfficiency,
    double expertSkew,
    double layerSeconds,
    double mixtureSeconds,
    double requestSeconds,
    double stepSeconds,
    double fabricLatencySeconds,
    double pcieLatencySeconds,
    double linkEfficiency,
    double medianError,
    double p90Error,
    String name) {
  public static final StepConstants DEFAULT =
      new StepConstants(
          0.80,
          0.70,
          0.65,
          0.50,
          0.40,
          0.60,
          1.0,
          0.40,
          0.50,
          1.0,
          50e-6,
          5e-6,
          15e-6,
          0.4e-3,
          5e-6,
          20e-6,
          0.5,
          0.14,
          0.46,
          "global defaults, uncalibrated");

  /// The share of the multiply rate that is reached at `precision`.
  double multiplyEfficiency(Precision precision) {
    return switch (precision) {
      case BF16 -> bf16Efficiency;
      case FP8, INT8 -> fp8Efficiency;
      case MXFP4, NVFP4 -> fp4Efficiency;
      case INT4 -> weightOnlyEfficiency;
    };
  }

  /// The same constants as fitted to less, or judged on other points.
  public StepConstants named(String newName, double newMedianError, double newP90Error) {
    return new StepConstants(
        weightEfficiency,
        kvEfficiency,
        bf16Efficiency,
        fp8Efficiency,
        fp4Efficiency,
        weightOnlyEfficiency,
        mixtureEfficiency,
        promptEfficiency,
        latentEfficiency,
        expertSkew,
        layerSeconds,
        mixtureSeconds,
        requestSeconds,
        stepSeconds,
        fabricLatencySeconds,
        pcieLatencySeconds,
        linkEfficiency,
        newMedianError,
        newP90Error,
        newName);
  }
}
