package dev.breakeven.catalog.external;

import java.util.List;

/// Another catalog in our record: its offers in file order and what was refused or changed.
public record Import(ImportFormat format, List<ImportedOffer> offers, List<Problem> problems) {
  public Import {
    offers = List.copyOf(offers);
    problems = List.copyOf(problems);
  }

  /// How often `rule` was met.
  public long count(Problem.Rule rule) {
    return problems.stream()
        .filter(problem -> problem.rule() == rule)
        .mapToLong(Problem::count)
        .sum();
  }

  /// An overlay of these offers, one line each, that the catalog loads back to the same offers.
  public String toJsonl() {
    return Overlay.of(List.of(this)).toJsonl();
  }
}
