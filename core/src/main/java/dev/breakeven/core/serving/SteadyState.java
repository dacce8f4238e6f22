package dev.breakeven.core.serving;

import dev.breakeven.core.serving.StepModel.Mix;

/// A replica kept at one concurrency by endless requests of one length: the closed form.
///
/// Each running sequence needs `isl / osl` prompt tokens a step to keep the batch full, so
/// TPOT = step(B, B × isl / osl) and throughput = B / TPOT. TTFT is half a running step plus the
/// prompt in chunks of `max_num_batched_tokens` beside the running batch, without queueing: the
/// weakest figure of this model (median error about 40 % in the study), a floor rather than a
/// forecast.
public record SteadyState(
    double concurrency,
    double inputTokens,
    double outputTokens,
    double tpotSeconds,
    double ttftSeconds) {

  /// Steady state at `concurrency` sequences of `inputTokens` in and `outputTokens` out, both > 0.
  public static SteadyState at(
      StepModel model, double concurrency, double inputTokens, double outputTokens) {
    double context = inputTokens + outputTokens / 2;
    double promptTokens = concurrency * inputTokens / outputTokens;
    double tpot = model.seconds(new Mix(concurrency, context, promptTokens, inputTokens / 2));
    return new SteadyState(
        concurrency,
        inputTokens,
        outputTokens,
        tpot,
        firstToken(model, concurrency, context, inputTokens, tpot));
  }

  /// Seconds to the first token of a prompt beside `concurrency` - 1 others, without queueing.
  static double firstToken(
      StepModel model, double concurrency, double context, double inputTokens, double tpot) {
    int chunk = model.deployment().settings().maxNumBatchedTokens();
    double others = Math.max(0, concurrency - 1);
    int chunks = (int) Math.ceil(inputTokens / chunk);
    double seconds = others > 0 ? tpot / 2 : 0;
    for (int i = 0; i < chunks; i++) {
      double start = (double) i * chunk;
      double tokens = Math.min(chunk, inputTokens - start);
      seconds += model.seconds(new Mix(others, context, tokens, start + tokens / 2));
    }
    return seconds;
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
