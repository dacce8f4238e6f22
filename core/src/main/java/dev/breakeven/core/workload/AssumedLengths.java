package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;

/// Request lengths of a stated volume: means that fit its output share, spread of a real trace.
///
/// The spread is that of the Azure 2023 conversation trace (Azure/AzurePublicDataset, CC-BY 4.0,
/// Splitwise, ISCA 2024; 19,366 requests): input p50 1,020, p95 4,083, mean 1,155; output p50 129,
/// p95 451, mean 211. A lognormal through p50 and p95 has sigma = ln(p95 / p50) / 1.645. Known
/// error: the real input is cut at about 4,100 tokens, so the lognormal tail is longer than it.
///
/// Input keeps its mean of 1,155 and the output share sets the mean output. When that would be
/// under 1 or over 32,768 tokens it stays at that bound and the mean input is scaled instead, up to
/// 131,072; beyond that some requests have no output. At share 0 there is no output, at share 1 no
/// input and the mean output of 211.
record AssumedLengths(Ratio meanInput, Ratio meanOutput, boolean inputScaled) {
  private static final Ratio AZURE_INPUT = Ratio.of(1_155);
  private static final Ratio AZURE_OUTPUT = Ratio.of(211);
  private static final Ratio LONGEST_OUTPUT = Ratio.of(32_768);
  private static final Ratio LONGEST_INPUT = Ratio.of(131_072);
  private static final double NORMAL_P95 = 1.6448536269514722;
  private static final double SIGMA_INPUT = StrictMath.log(4_083.0 / 1_020) / NORMAL_P95;
  private static final double SIGMA_OUTPUT = StrictMath.log(451.0 / 129) / NORMAL_P95;

  static AssumedLengths of(Ratio outputShare) {
    if (outputShare.signum() == 0) {
      return new AssumedLengths(AZURE_INPUT, Ratio.ZERO, false);
    }
    Ratio inputShare = Ratio.ONE.minus(outputShare);
    if (inputShare.signum() == 0) {
      return new AssumedLengths(Ratio.ZERO, AZURE_OUTPUT, true);
    }
    Ratio inputPerOutput = inputShare.dividedBy(outputShare);
    Ratio output = AZURE_INPUT.dividedBy(inputPerOutput);
    if (output.compareTo(Ratio.ONE) < 0) {
      Ratio input = inputPerOutput.compareTo(LONGEST_INPUT) < 0 ? inputPerOutput : LONGEST_INPUT;
      return new AssumedLengths(input, input.dividedBy(inputPerOutput), true);
    }
    if (output.compareTo(LONGEST_OUTPUT) > 0) {
      return new AssumedLengths(LONGEST_OUTPUT.times(inputPerOutput), LONGEST_OUTPUT, true);
    }
    return new AssumedLengths(AZURE_INPUT, output, false);
  }

  Ratio meanTotal() {
    return meanInput.plus(meanOutput);
  }

  static int[] inputs(long total, int requests, Draw draw) {
    return apportioned(total, requests, draw, Draw.Purpose.INPUT, SIGMA_INPUT);
  }

  static int[] outputs(long total, int requests, Draw draw) {
    return apportioned(total, requests, draw, Draw.Purpose.OUTPUT, SIGMA_OUTPUT);
  }

  String statement() {
    return "request lengths: lognormal, as spread as the Azure 2023 conversation trace; mean input"
        + " %s%s, mean output %s tokens by the output share"
            .formatted(
                meanInput.decimal(0).toPlainString(),
                inputScaled ? " (scaled to fit the output share)" : "",
                meanOutput.decimal(meanOutput.compareTo(Ratio.of(10)) < 0 ? 2 : 0).toPlainString());
  }

  /// Whole lognormal lengths that add up to `total`, each at least 1 when the total allows it.
  ///
  /// Rounds the running sum, so no length is off by more than one token and none is lost.
  private static int[] apportioned(
      long total, int requests, Draw draw, Draw.Purpose purpose, double sigma) {
    double[] upTo = new double[requests + 1];
    for (int i = 0; i < requests; i++) {
      upTo[i + 1] = upTo[i] + StrictMath.exp(sigma * draw.normal(purpose, i));
    }
    int least = total >= requests ? 1 : 0;
    long rest = total - (long) least * requests;
    int[] lengths = new int[requests];
    long given = 0;
    for (int i = 0; i < requests; i++) {
      long due = i == requests - 1 ? rest : (long) (rest * (upTo[i + 1] / upTo[requests]));
      lengths[i] = Math.toIntExact(least + due - given);
      given = due;
    }
    return lengths;
  }
}
