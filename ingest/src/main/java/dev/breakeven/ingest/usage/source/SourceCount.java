package dev.breakeven.ingest.usage.source;

import dev.breakeven.core.workload.Intake;
import java.util.List;
import java.util.stream.Stream;

/// What became of the rows of one source.
///
/// `calls` are requests told apart by id; `sums` are rows that stand for many, whose number is in
/// `calls` where the source says it. `duplicates` are copies left out, `conflicts` copies with
/// other tokens, of which the larger stayed, or other amounts, of which the later. `withoutUsage`
/// are calls, or whole sessions, whose
/// tokens nobody wrote down; `unpriced` are calls, and sums of an unknown number, with no price.
/// `problems` are rows left out.
public record SourceCount(
    String source,
    long files,
    long calls,
    long sums,
    long duplicates,
    long conflicts,
    long withoutUsage,
    long unpriced,
    long invoiceLines,
    List<Intake.Problem> problems,
    List<String> notes) {
  public long rejected() {
    return problems.stream().mapToLong(Intake.Problem::rows).sum();
  }

  /// Both counts of one source that was read in two ways.
  public SourceCount plus(SourceCount other) {
    return new SourceCount(
        source,
        files + other.files,
        calls + other.calls,
        sums + other.sums,
        duplicates + other.duplicates,
        conflicts + other.conflicts,
        withoutUsage + other.withoutUsage,
        unpriced + other.unpriced,
        invoiceLines + other.invoiceLines,
        Stream.concat(problems.stream(), other.problems.stream()).toList(),
        Stream.concat(notes.stream(), other.notes.stream()).toList());
  }
}
