package dev.breakeven.core.balance;

/// What one replica can take, for predictions: picoseconds and counts.
///
/// `batch` requests run at once; a full replica ends one every `completionPicos` and reads a queued
/// prompt token every `promptTokenPicos`.
public record ReplicaCapacity(int batch, long completionPicos, long promptTokenPicos) {
  /// No prediction is longer: about 53 days.
  private static final long LONGEST_PICOS = Long.MAX_VALUE / 2;

  public ReplicaCapacity {
    if (batch < 1 || completionPicos < 0 || promptTokenPicos < 0) {
      throw new IllegalArgumentException(
          "capacity: batch %d, completion %d ps, prompt token %d ps (expected: at least 1, 0, 0)"
              .formatted(batch, completionPicos, promptTokenPicos));
    }
  }

  /// Outstanding requests over those that run at once: above 1 some wait.
  public double saturation(int outstanding) {
    return (double) outstanding / batch;
  }

  /// Until the first token of a prompt of `promptTokens` that comes now: the longer of waiting for
  /// a place in the batch and for the prompts ahead, then its own prompt. A running step, changing
  /// lengths and pre-emption are not seen.
  public long predictedFirstTokenPicos(int outstanding, long queuedPromptTokens, int promptTokens) {
    long ahead = Math.max(0, outstanding + 1L - batch);
    long place = bounded(ahead, completionPicos);
    long prompts = bounded(queuedPromptTokens, promptTokenPicos);
    long own = bounded(promptTokens, promptTokenPicos);
    return Math.min(LONGEST_PICOS, Math.max(place, prompts)) + Math.min(LONGEST_PICOS, own);
  }

  private static long bounded(long count, long picos) {
    return Math.multiplyHigh(count, picos) == 0 && count * picos >= 0
        ? count * picos
        : LONGEST_PICOS;
  }
}
