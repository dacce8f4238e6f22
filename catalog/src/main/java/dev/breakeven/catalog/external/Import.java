package dev.breakeven.catalog.external;

import dev.breakeven.catalog.format.ApiRowWriter;
import java.util.List;
import java.util.Optional;

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
    StringBuilder lines = new StringBuilder();
    for (ImportedOffer imported : offers) {
      boolean same = imported.model().equals(imported.offer().model().text());
      Optional<String> hostId = same ? Optional.empty() : Optional.of(imported.model());
      lines.append(ApiRowWriter.line(imported.offer(), hostId)).append('\n');
    }
    return lines.toString();
  }
}
