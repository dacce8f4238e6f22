package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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

  /// Traffic made from other traffic; `statement` says how, in one line with the factors. Its time
  /// runs `speed` times as quick as the time meant: a part of each hour stands for all of it.
  record Shaped(List<Provenance> from, String statement, Ratio speed) implements Provenance {
    public Shaped {
      from = List.copyOf(from);
    }
  }

  /// The bundled sample: never anybody's traffic.
  record Sample(String description) implements Provenance {}

  /// What had to be assumed about the traffic itself; nothing for what was observed.
  default List<String> assumed() {
    return switch (this) {
      case AssumedShape(String _, List<String> assumptions) -> assumptions;
      case Shaped(List<Provenance> from, String _, Ratio _) ->
          from.stream().flatMap(each -> each.assumed().stream()).toList();
      case Observed _, Sample _ -> List.of();
    };
  }

  /// How the traffic was shaped; empty for what is as it came.
  default Optional<String> shaping() {
    return this instanceof Shaped shaped ? Optional.of(shaped.statement()) : Optional.empty();
  }

  /// How much quicker the time of the traffic runs than the time meant.
  default Ratio speed() {
    return this instanceof Shaped shaped ? shaped.speed() : Ratio.ONE;
  }

  default boolean isSample() {
    return switch (this) {
      case Sample _ -> true;
      case Shaped(List<Provenance> from, String _, Ratio _) ->
          from.stream().anyMatch(Provenance::isSample);
      case Observed _, AssumedShape _ -> false;
    };
  }

  default String describe() {
    return switch (this) {
      case Observed(String source) -> source;
      case AssumedShape(String description, List<String> _) -> "assumed shape: " + description;
      case Shaped(List<Provenance> from, String statement, Ratio _) ->
          from.stream().map(Provenance::describe).collect(Collectors.joining(" + "))
              + ", "
              + statement;
      case Sample(String description) -> "SAMPLE DATA: " + description;
    };
  }
}
