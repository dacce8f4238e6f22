package dev.breakeven.core.serving;

import java.util.function.DoubleUnaryOperator;

/// The mean time of the steps that read prompts beside what they decode.
///
/// Prompts are read in chunks as long as they and `max_num_batched_tokens` allow: few steps with a
/// chunk, the others with none. Experts that only a chunk hits are read in its step alone, which is
/// most of what a mixture reads at low concurrency.
public final class MeanStep {
  private MeanStep() {}

  /// Of steps that read `promptTokens` in the mean in chunks of `chunk`, where `step` is the time
  /// of one that reads so many. More than a chunk in the mean is read in every step.
  public static double of(double promptTokens, double chunk, DoubleUnaryOperator step) {
    if (promptTokens >= chunk) {
      return step.applyAsDouble(promptTokens);
    }
    double share = promptTokens / chunk;
    return (1 - share) * step.applyAsDouble(0) + share * step.applyAsDouble(chunk);
  }
}
