package dev.breakeven.core.serving;

import java.util.Optional;
import java.util.OptionalLong;

/// Whether a deployment loads and holds at least one sequence of the wanted context.
///
/// Memory a GPU: `gpu_memory_utilization` × memory − weights / tp − runtime reserve is left for KV;
/// a token takes its KV bytes over `kvSplit` GPUs (`research`: serving model section 3). The true
/// engine profile can differ by tens of percent on small cards; a logged block count is better, and
/// counts where it is stated, unless the GPUs have no such memory.
public sealed interface Fit {
  /// It fits. `kvTokens` is empty where the source does not vouch for the KV size of the model.
  record Fits(
      long weightsBytes, long kvBytesPerToken, OptionalLong kvTokens, OptionalLong maxConcurrency)
      implements Fit {}

  /// It does not: over all GPUs together, `bytes` are missing for `what`.
  record Short(long bytes, String what, long weightsBytes) implements Fit {}

  /// It cannot be split that way.
  record Indivisible(String reason) implements Fit {}

  /// Asks for room for `concurrency` sequences of `context` tokens each.
  static Fit of(Deployment deployment, long context, long concurrency) {
    int tp = deployment.tensorParallel();
    if (context < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "context %d, concurrency %d (expected: at least 1)".formatted(context, concurrency));
    }
    Optional<String> indivisible = deployment.indivisible();
    if (indivisible.isPresent()) {
      return new Indivisible(indivisible.get());
    }
    long weights = deployment.weightsBytes();
    OptionalLong logged = deployment.loggedKvTokens();
    double missing =
        logged.isPresent()
            ? weights + deployment.cacheBytes(tp) - (double) tp * deployment.gpu().memoryBytes()
            : -deployment.cacheBytes(tp);
    if (missing > 0) {
      String what =
          logged.isPresent()
              ? "the weights and a KV cache of %d tokens".formatted(logged.getAsLong())
              : "the weights";
      return new Short((long) Math.ceil(missing), what, weights);
    }
    return deployment.model().kvBytesPerToken().isEmpty()
        ? new Fits(weights, 0, logged, OptionalLong.empty())
        : cache(deployment, context, concurrency);
  }

  private static Fit cache(Deployment deployment, long context, long concurrency) {
    long weights = deployment.weightsBytes();
    double free = deployment.copyBytes();
    double perSequence = deployment.kvBytesPerSequence(context);
    double wanted = perSequence * concurrency;
    if (wanted > free) {
      double copies = (double) deployment.tensorParallel() / deployment.kvSplit();
      return new Short(
          (long) Math.ceil((wanted - free) * copies),
          "the KV cache of %d sequence%s of %d tokens"
              .formatted(concurrency, concurrency == 1 ? "" : "s", context),
          weights);
    }
    return new Fits(
        weights,
        Math.round(deployment.kvBytesPerToken()),
        OptionalLong.of((long) (free / deployment.kvBytesPerToken())),
        OptionalLong.of((long) (free / perSequence)));
  }
}
