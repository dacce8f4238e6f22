package dev.breakeven.core.workload;

import java.util.List;

/// Where traffic comes from; it shows wherever a figure of the traffic shows.
public sealed interface Provenance {
  /// Requests that happened, read from `source`.
  record Observed(String source) implements Provenance {}

  /// Requests we made up from a volume and a shape that the user stated.
  ///
  /// `assumptions` are sentences for the user: everything that was not stated.
  record AssumedShape(String description, List<String> assumptions) implements Provenance {
    public AssumedShape {
      assumptions = List.copyOf(assumptions);
    }
  }

  /// The bundled sample: never anybody's traffic.
  record Sample(String description) implements Provenance {}

  /// What had to be assumed about the traffic itself; nothing for what was observed.
  default List<String> assumed() {
    return this instanceof AssumedShape shape ? shape.assumptions() : List.of();
  }

  default boolean isSample() {
    return this instanceof Sample;
  }

  default String describe() {
    return switch (this) {
      case Observed(String source) -> source;
      case AssumedShape(String description, List<String> _) -> "assumed shape: " + description;
      case Sample(String description) -> "SAMPLE DATA: " + description;
    };
  }
}
