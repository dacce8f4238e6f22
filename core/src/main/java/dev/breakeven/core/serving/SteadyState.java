package dev.breakeven.core.serving;

import dev.breakeven.core.serving.StepModel.Mix;

/// A replica kept at one concurrency by endless requests of one length: the closed form.
///
/// Each running sequence needs `isl / osl` prompt tokens a step to keep the batch full, so TPOT is
/// the mean step of B sequences and B × isl / osl prompt tokens, and throughput = B / TPOT.
/// TTFT is half a running step plus the prompt in chunks of `max_num_batched_tokens` beside the
/// running batch, without queueing: the weakest figure of this model (median error about 40 % in
/// the study), a floor rather than a forecast.
public record SteadyState(
    double concurrency,
    double inputTokens,
    double outputTokens,
    double tpotSeconds,
    double ttftSeconds) {

  /// No prompt is longer.
  private static final double MOST_TOKENS = Integer.MAX_VALUE;

  /// Steady state at `concurrency` sequences of `inputTokens` in and `outputTokens` out.
  ///
  /// Throws `IllegalArgumentException` unless concurrency and output are over 0 and input is not
  /// negative, all finite and at most 2³¹ - 1.
  public static SteadyState at(
      StepModel model, double concurrency, double inputTokens, double outputTokens) {
    return at(model, concurrency, inputTokens, outputTokens, 1);
  }

  /// The same where only the share `read` of the prompt has to be read, as the prefix cache holds
  /// the rest; that it stands at the end of the prompt is not counted.
  public static SteadyState at(
      StepModel model, double concurrency, double inputTokens, double outputTokens, double read) {
    require("concurrency", concurrency, Double.MIN_VALUE);
    require("input tokens", inputTokens, 0);
    require("output tokens", outputTokens, Double.MIN_VALUE);
    double context = inputTokens + outputTokens / 2;
    double promptTokens = concurrency * inputTokens * read / outputTokens;
    double tpot = model.meanSeconds(concurrency, context, promptTokens, inputTokens * read);
    return new SteadyState(
        concurrency,
        inputTokens,
        outputTokens,
        tpot,
        firstToken(model, concurrency, context, inputTokens * read, tpot));
  }

  /// Seconds to the first token of a prompt beside `concurrency` - 1 others, without queueing.
  public static double firstToken(
      StepModel model, double concurrency, double context, double inputTokens, double tpot) {
    require("input tokens", inputTokens, 0);
    int chunk = model.deployment().settings().maxNumBatchedTokens();
    double others = Math.max(0, concurrency - 1);
    int chunks = Math.max(1, (int) Math.ceil(inputTokens / chunk));
    double seconds = others > 0 ? tpot / 2 : 0;
    for (int i = 0; i < chunks; i++) {
      double start = (double) i * chunk;
      double tokens = Math.min(chunk, inputTokens - start);
      seconds += model.seconds(new Mix(others, context, tokens, start + tokens / 2));
    }
    return seconds;
  }

  private static void require(String what, double value, double least) {
    if (!(value >= least && value <= MOST_TOKENS)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s 0, at most 2^31 - 1)"
              .formatted(what, value, least > 0 ? "over" : "at least"));
    }
  }

  public double outputTokensPerSecond() {
    return concurrency / tpotSeconds;
  }

  public double totalTokensPerSecond() {
    return outputTokensPerSecond() * (inputTokens + outputTokens) / outputTokens;
  }

  public double requestsPerSecond() {
    return outputTokensPerSecond() / outputTokens;
  }
}
