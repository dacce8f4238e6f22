package dev.breakeven.cli;

import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.workload.TraceStatistics;
import dev.breakeven.web.PlanHtml;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Files that a plan writes beside what it prints.
final class PlanOutputs {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the plan as one web page that needs no network.")
  Optional<Path> html = Optional.empty();

  /// Says on `err` what was written.
  void write(Plan plan, TraceStatistics statistics, PrintWriter err) {
    html.ifPresent(
        file -> {
          OutputFile.write(file, PlanHtml.of(plan, statistics));
          err.println("written: " + file);
        });
  }
}
