package dev.breakeven.ingest.usage;

import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.usage.source.SourceCount;
import java.util.List;

/// What became of everything that was given to read.
///
/// `sources` are those that were found, in a fixed order. `unread` are inputs that were left out
/// whole, such as files that may not be read, by reason; the rest was read.
public record UsageReport(List<SourceCount> sources, List<Intake.Problem> unread) {
  public UsageReport {
    sources = List.copyOf(sources);
    unread = List.copyOf(unread);
  }

  public long calls() {
    return sources.stream().mapToLong(SourceCount::calls).sum();
  }
}
