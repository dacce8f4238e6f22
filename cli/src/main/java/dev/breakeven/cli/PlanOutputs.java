package dev.breakeven.cli;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PlannedPolicy;
import dev.breakeven.core.routing.RoutingPolicy;
import dev.breakeven.core.workload.TraceStatistics;
import dev.breakeven.web.PlanHtml;
import dev.breakeven.wire.deploy.DeployFiles;
import dev.breakeven.wire.policy.PolicyFile;
import dev.breakeven.wire.report.PlanDocument;
import dev.breakeven.wire.report.SavedPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Files that a plan writes beside what it prints.
final class PlanOutputs {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the plan as one web page that needs no network.")
  Optional<Path> html = Optional.empty();

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Also save the plan and what it was made from, for 'plan diff'.")
  Optional<Path> save = Optional.empty();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Also write the routing policy of the recommendation, for a gateway to obey.")
  Optional<Path> policy = Optional.empty();

  @Option(
      names = "--deploy",
      paramLabel = "DIR",
      description =
          "Also write the engine's command and a Kubernetes manifest of the recommendation, or of"
              + " the cheapest way with own GPUs.")
  Optional<Path> deploy = Optional.empty();

  /// What there is to write fails before a long computation, not after it.
  void check() {
    save.filter(SavedPlan::isIn)
        .ifPresent(
            folder -> {
              throw new BreakevenException(
                  ErrorCode.OUTPUT_REFUSED,
                  "a plan is saved here already",
                  folder.toString(),
                  "Name another folder; 'plan diff' compares the two.");
            });
  }

  /// Says on `err` what was written.
  void write(Plan plan, TraceStatistics statistics, CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    html.ifPresent(
        file -> {
          OutputFile.write(file, PlanHtml.of(plan, statistics));
          err.println("written: " + file);
        });
    policy.ifPresent(
        file -> {
          StringWriter text = new StringWriter();
          RoutingPolicy planned = PlannedPolicy.of(plan);
          PolicyFile.write(planned, text);
          OutputFile.write(file, text.toString());
          err.println("written: " + file);
          planned.leftOut().forEach(each -> err.println("  not in it: " + each));
        });
    deploy.ifPresent(folder -> deploy(folder, plan, err));
    save.ifPresent(
        folder -> {
          save(folder, plan, statistics, PlanArguments.of(spec));
          err.println("saved: " + folder);
        });
  }

  private static void deploy(Path folder, Plan plan, PrintWriter err) {
    Map<String, String> files = DeployFiles.of(plan);
    OutputFile.folder(folder);
    files.forEach(
        (name, text) -> {
          OutputFile.write(folder.resolve(name), text);
          err.println("written: " + folder.resolve(name));
        });
  }

  private static void save(
      Path folder, Plan plan, TraceStatistics statistics, List<SavedPlan.Argument> arguments) {
    OutputFile.folder(folder);
    StringWriter result = new StringWriter();
    PlanDocument.write(plan, statistics, Map.of(), result);
    OutputFile.write(SavedPlan.resultFile(folder), result.toString());
    String inputs =
        new SavedPlan(folder, arguments)
            .inputs(plan.request().at().toString(), plan.catalogAsOf().toString());
    OutputFile.write(SavedPlan.inputsFile(folder), inputs);
  }
}
