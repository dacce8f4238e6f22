package dev.breakeven.core.offer;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// The architecture of an open model, as far as memory and speed depend on it.
///
/// Parameters are counts. `kvBytesPerToken` and `kvBytesPerSequence` are at two bytes an element;
/// the first grows with the context (full-attention layers), the second is the most that windowed
/// layers hold for one sequence. Empty where the source does not give or does not vouch for it.
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

  /// Weights outside the routed experts.
  public long parametersOutsideExperts() {
    return totalParameters - mixtureLayers() * (long) experts.count() * parametersPerExpert();
  }

  /// The embedding table, which a step looks up instead of reading; zero when it is the output
  /// head.
  public long lookupParameters() {
    return tiedEmbeddings ? 0 : (long) vocabulary * hidden;
  }
}
