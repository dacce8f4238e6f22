package dev.breakeven.core.serving.sim;

import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.serving.MeanStep;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.workload.Trace;

/// One replica's engine: how long a step takes, how much it batches, how much KV it holds.
///
/// KV bytes are those of one GPU. A block of `blockTokens` tokens takes `blockBytes`, and
/// `windowBlockBytes` more as long as it lies within the window.
public record Engine(
    StepCost cost,
    int maxNumSeqs,
    int maxNumBatchedTokens,
    int maxContext,
    int blockTokens,
    long kvBytes,
    long blockBytes,
    long windowBlockBytes) {
  /// vLLM's default block size on CUDA.
  public static final int BLOCK_TOKENS = 16;

  private static final int MOST_BLOCK_TOKENS = 1 << 16;
  private static final long MOST_BYTES = 1L << 50;
  private static final double MOST_STEP_PICOS = 86_400e12;

  public Engine {
    if (maxNumSeqs < 1 || maxNumBatchedTokens < maxNumSeqs) {
      throw new IllegalArgumentException(
          "max_num_batched_tokens: %d (expected: at least max_num_seqs, %d)"
              .formatted(maxNumBatchedTokens, maxNumSeqs));
    }
    if (cost.maxTokens() < maxNumBatchedTokens) {
      throw new IllegalArgumentException(
          "step times: up to %d tokens (expected: %d)"
              .formatted(cost.maxTokens(), maxNumBatchedTokens));
    }
    if (Integer.bitCount(blockTokens) != 1 || blockTokens > MOST_BLOCK_TOKENS) {
      throw new IllegalArgumentException(
          "block size: " + blockTokens + " (expected: a power of two up to 65,536)");
    }
    if (blockBytes < 1 || blockBytes > MOST_BYTES || kvBytes < 0 || kvBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "KV bytes: %d in blocks of %d (expected: 1 to 2^50)".formatted(kvBytes, blockBytes));
    }
    if (windowBlockBytes < 0 || windowBlockBytes > MOST_BYTES || maxContext < 1) {
      throw new IllegalArgumentException(
          "window bytes %d, context %d (expected: 0 to 2^50, at least 1)"
              .formatted(windowBlockBytes, maxContext));
    }
    double worst =
        (double) maxNumSeqs * (cost.requestPicos() + (double) maxContext * cost.contextPicos())
            + (double) maxNumSeqs * Math.min(maxContext, cost.window()) * cost.windowPicos()
            + cost.tokenPicos(maxNumBatchedTokens)
            + cost.promptPicos(maxContext, maxNumBatchedTokens);
    if (!(worst < MOST_STEP_PICOS)) {
      throw new IllegalArgumentException(
          "a full step: %.0f s (expected: under a day)".formatted(worst / 1e12));
    }
  }

  /// The engine of `model`'s deployment with KV blocks of `blockTokens`.
  ///
  /// Throws [BreakevenException] when the throughput model does not describe it, when it does not
  /// load, or when its constants or settings cannot be worked with.
  public static Engine of(StepModel model, int blockTokens) {
    Deployment deployment = model.deployment();
    if (!deployment.model().throughputDescribed()) {
      throw new BreakevenException(
          ErrorCode.NOT_DESCRIBED,
          deployment.model().id() + " has " + deployment.model().attention() + " attention",
          "",
          "The throughput model does not describe it; 'lab fit' still answers.");
    }
    return switch (Fit.of(deployment, 1, 1)) {
      case Fit.Short(long bytes, String what, long _) ->
          throw refused(deployment + ": short by %,d bytes for %s".formatted(bytes, what));
      case Fit.Indivisible(String reason) -> throw refused(reason);
      case Fit.Fits fits -> of(model, blockTokens, fits.kvTokens().orElse(0));
    };
  }

  private static Engine of(StepModel model, int blockTokens, long kvTokens) {
    Deployment deployment = model.deployment();
    int window = deployment.model().slidingWindow().orElse(0);
    double split = deployment.kvSplit();
    double tokenBytes =
        (deployment.kvBytesPerSequence(window + 1) - deployment.kvBytesPerSequence(window)) / split;
    double windowBytes =
        window == 0 ? 0 : deployment.kvBytesPerSequence(window) / split / window - tokenBytes;
    try {
      return new Engine(
          StepCost.of(model),
          deployment.maxNumSeqs(),
          deployment.maxNumBatchedTokens(),
          deployment.model().maxContext(),
          blockTokens,
          (long) (kvTokens * tokenBytes),
          (long) Math.ceil(tokenBytes * blockTokens),
          (long) Math.ceil(Math.max(0, windowBytes) * blockTokens));
    } catch (IllegalArgumentException e) {
      throw refused(deployment + ": " + e.getMessage());
    }
  }

  private static BreakevenException refused(String what) {
    return new BreakevenException(
        ErrorCode.CONSTRAINT_UNMET,
        what,
        "",
        "Use more or larger GPUs, another precision or other engine settings.");
  }

  /// The same with at most `most` requests at once.
  public Engine atMost(int most) {
    return new Engine(
        cost,
        Math.min(most, maxNumSeqs),
        maxNumBatchedTokens,
        maxContext,
        blockTokens,
        kvBytes,
        blockBytes,
        windowBlockBytes);
  }

  int blocks(int tokens) {
    return (tokens + blockTokens - 1) >>> Integer.numberOfTrailingZeros(blockTokens);
  }

  /// KV bytes of one sequence that has stored `tokens` tokens.
  long bytes(int tokens) {
    return blocks(tokens) * blockBytes + windowBytes(tokens);
  }

  private long windowBytes(int tokens) {
    return windowBlockBytes == 0 ? 0 : blocks(Math.min(tokens, cost.window())) * windowBlockBytes;
  }

  /// What a replica takes of requests such as those of `trace` that it can serve, for predictions.
  public ReplicaCapacity capacity(Trace trace) {
    return capacity(
        MeanRequest.of(trace, i -> Requests.refusal(trace, i, this) == Requests.RUNNING));
  }

  /// A saturated step has room for `maxNumBatchedTokens`, so prompts that are long beside their
  /// answers keep the batch below what its other limits allow.
  ReplicaCapacity capacity(MeanRequest mean) {
    double perOutput = mean.input() / mean.output();
    int context = (int) Math.max(1, Math.min(maxContext, Math.ceil(mean.context())));
    double balanced = maxNumBatchedTokens / (1 + perOutput);
    int batch =
        (int) Math.max(1, Math.min(Math.min(maxNumSeqs, balanced), kvBytes / bytes(context)));
    int most = maxNumBatchedTokens - batch;
    int prompt = (int) Math.min(most, Math.round(batch * perOutput));
    return new ReplicaCapacity(
        batch,
        Math.round(meanPicos(batch, context, prompt, mean) * mean.output() / batch),
        Math.round(stepPicos(batch, context, most, mean.position()) / Math.max(1, most)));
  }

  /// The mean step that keeps `batch` decoding while `promptTokens` are read in the mean.
  private double meanPicos(int batch, int context, int promptTokens, MeanRequest mean) {
    int whole = (int) Math.min(maxNumBatchedTokens - batch, mean.input());
    return MeanStep.of(
        promptTokens, whole, chunk -> stepPicos(batch, context, (int) chunk, mean.position()));
  }

  /// A step of `batch` sequences beside `promptTokens` at a mean position.
  private double stepPicos(int batch, int context, int promptTokens, double position) {
    return cost.tokenPicos(batch + promptTokens)
        + (double) batch * cost.requestPicos()
        + (double) batch * context * cost.contextPicos()
        + (double) batch * Math.min(context, cost.window()) * cost.windowPicos()
        + (double) promptTokens * cost.promptPicos((int) position, 1);
  }
}
