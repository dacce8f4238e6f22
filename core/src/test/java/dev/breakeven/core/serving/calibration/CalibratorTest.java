package dev.breakeven.core.serving.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.calibration.Measurement.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibratorTest {
  /// An engine that reads weights at 0.6, multiplies at 0.35 and takes 80 us a layer.
  private static final StepConstants TRUTH =
      new StepConstants(
          0.6, 0.5, 0.45, 0.35, 0.3, 0.4, 1, 0.3, 0.5, 1, 80e-6, 5e-6, 25e-6, 0.8e-3, 8e-6, 20e-6,
          0.4, 0, 0, "truth");

  private static Measurement measured(
      Deployment deployment, double input, double output, double concurrency, Metric metric) {
    Measurement blank =
        new Measurement(deployment, 1, 1, input, output, new Load.Closed(concurrency), metric, 1);
    return new Measurement(
        deployment,
        1,
        1,
        input,
        output,
        new Load.Closed(concurrency),
        metric,
        Prediction.of(blank, TRUTH));
  }

  private static List<Measurement> sweep(ModelCard model, GpuSpec gpu, int tp) {
    List<Measurement> points = new ArrayList<>();
    Deployment deployment = KnownHardware.of(model, gpu, tp, Precision.FP8);
    for (double concurrency : new double[] {1, 4, 16, 64, 256}) {
      for (double input : new double[] {128, 1024, 4096}) {
        points.add(measured(deployment, input, 512, concurrency, Metric.TPOT));
        points.add(measured(deployment, input, 512, concurrency, Metric.OUTPUT_RATE));
      }
    }
    return points;
  }

  private static List<Measurement> sweeps() {
    List<Measurement> points = new ArrayList<>();
    for (int tp : new int[] {1, 2, 4, 8}) {
      points.addAll(sweep(KnownHardware.LLAMA_8B, KnownHardware.H100, tp));
      points.addAll(sweep(KnownHardware.LLAMA_70B, KnownHardware.H100, tp));
      points.addAll(sweep(KnownHardware.LLAMA_70B, KnownHardware.H200, tp));
    }
    return points;
  }

  @Test
  void constantsBehindSyntheticPointsAreRecovered() {
    Calibrator.Fitted fitted = Calibrator.fit(sweeps());

    StepConstants found =
        fitted
            .all()
            .of(KnownHardware.of(KnownHardware.LLAMA_70B, KnownHardware.H100, 4, Precision.FP8));
    assertThat(found.fp8Efficiency()).isCloseTo(TRUTH.fp8Efficiency(), within(0.05));
    assertThat(found.medianError()).isLessThan(0.05);
    assertThat(Accuracy.of(Accuracy.score(sweeps(), fitted::without)).median()).isLessThan(0.05);
  }

  @Test
  void aFoldIsPredictedWithoutAnyOfItsCells() {
    List<Measurement> points = sweeps();
    Cell left = points.getFirst().cell();
    int fold = left.fold(Calibrator.FOLDS);
    List<Measurement> spoilt =
        points.stream()
            .map(one -> one.cell().fold(Calibrator.FOLDS) == fold ? slower(one) : one)
            .toList();

    Calibration clean = Calibrator.fit(points).folds().get(fold);
    Calibration other = Calibrator.fit(spoilt).folds().get(fold);

    clean
        .byScope()
        .forEach(
            (scope, effect) ->
                assertThat(effect.logs()).isEqualTo(other.byScope().get(scope).logs()));
  }

  private static Measurement slower(Measurement one) {
    double factor = one.metric() == Metric.OUTPUT_RATE ? 0.2 : 5;
    return new Measurement(
        one.deployment(),
        one.replicas(),
        one.stages(),
        one.inputTokens(),
        one.outputTokens(),
        one.load(),
        one.metric(),
        one.value() * factor);
  }

  @Test
  void allPointsOfACellAreInOneFold() {
    for (Measurement one : sweeps()) {
      assertThat(one.cell().fold(Calibrator.FOLDS)).isBetween(0, Calibrator.FOLDS - 1);
    }
    assertThat(sweep(KnownHardware.LLAMA_8B, KnownHardware.H100, 2).stream().map(Measurement::cell))
        .containsOnly(new Cell("llama-3.1-8b", KnownHardware.H100.id().text(), "fp8", 2, "vllm"));
  }

  @Test
  void factorsOfEveryScopeMultiplyAndTheNarrowestIsNamed() {
    Calibration calibration =
        new Calibration(
            Map.of(
                Scope.GLOBAL,
                effect(2, 0.2, 0.5),
                new Scope("dense", "", "", ""),
                effect(1.5, 0.15, 0.4),
                new Scope("", "", "fp8", ""),
                effect(1.25, 0.1, 0.3),
                new Scope("", "h100-sxm", "fp8", "vllm"),
                effect(1.2, 0.05, 0.6)));

    assertThat(of(calibration, KnownHardware.H100, Precision.FP8))
        .isEqualTo("layer × 4.50, 0.15, 0.60: calibrated on h100-sxm, fp8, vllm");
    assertThat(of(calibration, KnownHardware.H200, Precision.FP8))
        .isEqualTo(
            "layer × 3.75, 0.15, 0.40: fallback to any GPU, fp8, any engine: none for h200-sxm, fp8,"
                + " vllm");
    assertThat(of(calibration, KnownHardware.H200, Precision.INT4))
        .isEqualTo(
            "layer × 3.00, 0.20, 0.50: fallback to all GPUs, precisions and engines: none for"
                + " h200-sxm, int4, vllm");
  }

  /// A layer takes `factor` times as long.
  private static Effect effect(double factor, double median, double p90) {
    List<Double> logs = new ArrayList<>(Effect.NONE.logs());
    logs.set(Constant.LAYER.ordinal(), Math.log(factor));
    return new Effect(logs, Optional.of(new Effect.Band(median, p90)));
  }

  private static String of(Calibration calibration, GpuSpec gpu, Precision precision) {
    StepConstants found =
        calibration.of(KnownHardware.of(KnownHardware.LLAMA_8B, gpu, 1, precision));
    return String.format(
        Locale.ROOT,
        "layer × %.2f, %.2f, %.2f: %s",
        found.layerSeconds() / StepConstants.DEFAULT.layerSeconds(),
        found.medianError(),
        found.p90Error(),
        found.name());
  }

  @Test
  void aConstantStaysInItsRange() {
    Calibration absurd = new Calibration(Map.of(Scope.GLOBAL, effect(1e9, 0.1, 0.2)));

    assertThat(
            absurd
                .of(KnownHardware.of(KnownHardware.LLAMA_8B, KnownHardware.H100, 1, Precision.FP8))
                .layerSeconds())
        .isEqualTo(4e-4);
  }

  @Test
  void fivePointsOfOnesOwnMoveOnlyTheirScope() {
    Calibration before = new Calibration(Map.of(Scope.GLOBAL, effect(2, 0.1, 0.2)));
    List<Measurement> own = sweep(KnownHardware.LLAMA_8B, KnownHardware.H100, 1).subList(0, 6);

    Map<Scope, Effect> changed = Calibrator.refit(before, own);

    Calibration after = before.with(changed);
    assertThat(changed).containsOnlyKeys(new Scope("", "h100-sxm", "fp8", "vllm"));
    assertThat(Accuracy.of(Accuracy.score(own, _ -> after)).median())
        .isLessThan(Accuracy.of(Accuracy.score(own, _ -> before)).median() / 2);
  }
}
