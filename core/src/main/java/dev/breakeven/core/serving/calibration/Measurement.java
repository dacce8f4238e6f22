package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.Deployment;

/// One measured figure of a deployment under a load, in seconds or output tokens a second.
///
/// `replicas` run side by side and share the load; a replica of `stages` pipeline stages works on
/// as many batches at once, each a part of its sequences. Lengths are the means of a request.
public record Measurement(
    Deployment deployment,
    int replicas,
    int stages,
    double inputTokens,
    double outputTokens,
    Load load,
    Metric metric,
    double value) {
  /// What is measured; `key` names it in documents.
  public enum Metric {
    OUTPUT_RATE("output_tok_s"),
    TPOT("tpot_ms"),
    TTFT("ttft_ms");

    private final String key;

    Metric(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  public Measurement {
    double least = Math.min(Math.min(outputTokens, value), Math.min(replicas, stages));
    if (!(least > 0 && inputTokens >= 0 && Double.isFinite(inputTokens + outputTokens + value))) {
      throw new IllegalArgumentException(
          "measured %s at %s in, %s out over %d × %d (expected: over 0, finite)"
              .formatted(value, inputTokens, outputTokens, replicas, stages));
    }
  }

  public Cell cell() {
    return Cell.of(deployment);
  }

  /// The mean context of a running sequence.
  double context() {
    return inputTokens + outputTokens / 2;
  }

  /// Sequences that the KV memory of one replica holds; below 1 when, by our estimate, it does not
  /// load.
  public double memoryHolds() {
    return deployment.holds(deployment.tensorParallel() * stages, inputTokens, outputTokens);
  }
}
