package dev.breakeven.cli;

import dev.breakeven.cli.render.PlanDiffPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.report.PlanChange;
import dev.breakeven.core.report.PlanSnapshot;
import dev.breakeven.wire.report.PlanDiffDocument;
import dev.breakeven.wire.report.PlanFile;
import dev.breakeven.wire.report.SavedPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What became of a plan: two that were saved, or one and the same computed again today.
@Command(
    name = "diff",
    description = "What became of a plan: whether the answer flipped, which numbers changed, why.",
    footer = {
      "",
      "What 'plan calls.jsonl --save plans/june' kept, planned again now:",
      "breakeven plan diff plans/june",
      "Ends with 3 when the answer flipped: something else should be bought now."
    },
    mixinStandardHelpOptions = true)
final class PlanDiffCommand implements Callable<Integer> {
  private static final int EXIT_FLIPPED = 3;

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();

  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "A folder by 'plan --save', or a file of what 'plan --json' printed.")
  Path old = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NEW",
      description = "The same; without it OLD, a folder, is planned again with today's prices.")
  Optional<Path> later = Optional.empty();

  PlanDiffCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    PlanSnapshot was = read(old);
    if (later.isPresent() && (isGiven("--at") || isGiven("--prices"))) {
      throw Common.usage(
          "--at or --prices between two saved plans", "They are for planning OLD again.");
    }
    List<String> changedFiles = new ArrayList<>();
    Optional<PlanSnapshot> now = later.map(PlanDiffCommand::read).or(() -> again(changedFiles));
    if (now.isEmpty()) {
      return 1;
    }
    PlanChange change = PlanChange.between(was, now.get());
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      PlanDiffDocument.write(change, changedFiles, out);
    } else {
      new PlanDiffPage(change, changedFiles, out).print();
    }
    return change.flipped() ? EXIT_FLIPPED : 0;
  }

  /// On the command line: settings are among the saved arguments already.
  private boolean isGiven(String flag) {
    return spec.commandLine().getParseResult().hasMatchedOption(flag);
  }

  private static PlanSnapshot read(Path saved) {
    return PlanFile.read(Files.isDirectory(saved) ? SavedPlan.resultFile(saved) : saved);
  }

  /// The plan in the folder `old` with the prices of today, or of `--at`; empty when it failed,
  /// which is said.
  private Optional<PlanSnapshot> again(List<String> changedFiles) {
    if (!Files.isDirectory(old)) {
      throw Common.usage(
          "only a folder by 'plan --save' can be planned again", "Give a second plan, NEW.");
    }
    SavedPlan.Inputs inputs = SavedPlan.read(old);
    changedFiles.addAll(inputs.changedFiles());
    List<String> arguments = new ArrayList<>(List.of("plan", "--json"));
    arguments.add("--at=" + common.instant(wiring));
    arguments.addAll(inputs.arguments());
    if (isGiven("--prices")) { // after the saved ones: the last word on a price wins
      common.overlays.forEach(file -> arguments.add("--prices=" + file));
    }
    CommandLine line = Verbs.commandLine(wiring.alone(), "plan");
    CommandLine plan = Objects.requireNonNull(line.getSubcommands().get("plan"));
    ((PlanCommand) plan.getCommand()).keepToStatedShape();
    StringWriter document = new StringWriter();
    line.setOut(new PrintWriter(document)).setErr(spec.commandLine().getErr());
    int status = line.execute(arguments.toArray(String[]::new));
    return status == 0 || status == Common.EXIT_UNPRICED
        ? Optional.of(PlanFile.read("the plan of today", document.toString()))
        : Optional.empty();
  }
}
