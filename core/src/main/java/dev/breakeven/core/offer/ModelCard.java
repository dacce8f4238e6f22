package dev.breakeven.core.offer;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// The architecture of an open model, as far as memory and speed depend on it.
///
/// Parameters are counts; the active ones are those multiplied for each token, without an embedding
/// table that is only looked up. `kvBytesPerToken` and `kvBytesPerSequence` are at two bytes an
/// element; the first grows with the context (full-attention layers), the second is the most that
/// windowed layers hold for one sequence. Empty where the source does not give or does not vouch
/// for it.
public record ModelCard(
    ModelId id,
    String name,
    Attention attention,
    long totalParameters,
    long activeParameters,
    int layers,
    int hidden,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    boolean tiedEmbeddings,
    int maxContext,
    Experts experts,
    OptionalLong kvBytesPerToken,
    long kvBytesPerSequence,
    int fullLayers,
    int slidingLayers,
    OptionalInt slidingWindow,
    boolean throughputDescribed,
    String verified,
    Source source) {
  /// Throws `IllegalArgumentException` when throughput is described without a KV size, or with
  /// experts that hold more parameters than the model, as they seem to where only some layers have
  /// them.
  public ModelCard {
    if (throughputDescribed && kvBytesPerToken.isEmpty()) {
      throw new IllegalArgumentException(
          "KV bytes of %s: not given (expected: throughput_model no)".formatted(id));
    }
    if (throughputDescribed
        && routedParameters(layers, hidden, experts) + lookup(tiedEmbeddings, vocabulary, hidden)
            > totalParameters) {
      throw new IllegalArgumentException(
          "experts of %s: more parameters than its total of %d (expected: throughput_model no)"
              .formatted(id, totalParameters));
    }
  }

  /// How layers attend; the last three are stored but not described by the throughput model.
  public enum Attention {
    FULL,
    SLIDING,
    MLA,
    CHUNKED,
    LINEAR,
    SPARSE,
    COMPRESSED
  }

  /// The mixture of a sparse model; [#DENSE] for a dense one.
  public record Experts(
      int count, int perToken, int intermediate, int shared, int denseLayersFirst) {
    public static final Experts DENSE = new Experts(0, 0, 0, 0, 0);
  }

  private static long routedParameters(int layers, int hidden, Experts experts) {
    long mixtureLayers = (long) layers - experts.denseLayersFirst();
    return mixtureLayers * experts.count() * 3L * hidden * experts.intermediate();
  }

  private static long lookup(boolean tiedEmbeddings, int vocabulary, int hidden) {
    return tiedEmbeddings ? 0 : (long) vocabulary * hidden;
  }

  public boolean isMixture() {
    return experts.count() > 0;
  }

  public int mixtureLayers() {
    return isMixture() ? layers - experts.denseLayersFirst() : 0;
  }

  /// Weights in one expert of one layer: gate, up and down projections.
  public long parametersPerExpert() {
    return 3L * hidden * experts.intermediate();
  }

  /// Weights in all routed experts.
  public long routedParameters() {
    return routedParameters(layers, hidden, experts);
  }

  /// Weights outside the routed experts.
  public long parametersOutsideExperts() {
    return totalParameters - routedParameters();
  }

  /// The embedding table and the output head, one and the same when they are tied.
  public long embeddingParameters() {
    return (tiedEmbeddings ? 1L : 2L) * vocabulary * hidden;
  }

  /// The embedding table, which a step looks up instead of reading; zero when it is the output
  /// head.
  public long lookupParameters() {
    return lookup(tiedEmbeddings, vocabulary, hidden);
  }
}
