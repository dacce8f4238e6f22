package dev.breakeven.core.workload;

/// Where traffic comes from; it shows wherever a figure of the traffic shows.
public sealed interface Provenance {
  /// Requests that happened, read from `source`.
  record Observed(String source) implements Provenance {}

  /// Requests we made up from a volume and a shape that the user stated.
  record AssumedShape(String description) implements Provenance {}

  /// The bundled sample: never anybody's traffic.
  record Sample(String description) implements Provenance {}

  default boolean isSample() {
    return this instanceof Sample;
  }

  default String describe() {
    return switch (this) {
      case Observed(String source) -> source;
      case AssumedShape(String description) -> "assumed shape: " + description;
      case Sample(String description) -> "SAMPLE DATA: " + description;
    };
  }
}
