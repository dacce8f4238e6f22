package dev.breakeven.cli;

import dev.breakeven.cli.render.PlanPage;
import dev.breakeven.cli.render.ShapesTable;
import dev.breakeven.cli.render.StudyPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.plan.Explanation;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PlanRequest;
import dev.breakeven.core.plan.Planner;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.workload.Shape;
import dev.breakeven.core.workload.TraceStatistics;
import dev.breakeven.wire.report.PlanDocument;
import dev.breakeven.wire.report.StudyDocument;
import dev.breakeven.wire.study.Study;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The cheapest way to serve a traffic, where it flips, and what it rests on.
@Command(
    name = "plan",
    description = "Where your tokens are cheapest to run: hosted models against own GPUs.",
    footer = {
      "",
      "breakeven plan calls.jsonl --today gpt-4o --slo ttft-p95=2s,tpot-p95=60ms",
      "breakeven plan --volume 500M/month --output-share 0.23 --shape business-hours"
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private final Wiring wiring;
  private boolean everyShape = true;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();
  @Mixin CalibrationOptions calibration = new CalibrationOptions();
  @Mixin TrafficOptions traffic = new TrafficOptions();
  @Mixin PlanOptions options = new PlanOptions();
  @Mixin PlanOutputs outputs = new PlanOutputs();
  @Mixin ConstraintOptions limits = new ConstraintOptions();

  @Option(
      names = "--explain",
      paramLabel = "FIGURE",
      description = "How a figure came about; 'list' names them all.")
  String explain = "";

  @Option(
      names = "--study",
      paramLabel = "FILE",
      description = "Instead of a plan: what a text states, computed again step by step.")
  String study = "";

  PlanCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  static CommandLine commandLine(Wiring wiring) {
    return new CommandLine(new PlanCommand(wiring)).addSubcommand(new PlanDiffCommand(wiring));
  }

  /// A stated volume is planned in its stated shape only, not in every shape we know.
  void keepToStatedShape() {
    everyShape = false;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!study.isEmpty()) {
      study(out);
      return 0;
    }
    if (!traffic.isGiven()) {
      throw Common.usage(
          "no traffic to plan for",
          "Give a trace, or --volume 500M/month, or run 'breakeven' alone for the sample.");
    }
    return run(traffic.load(wiring, spec.commandLine().getErr()), out);
  }

  private void study(PrintWriter out) {
    if (traffic.isGiven() || spec.commandLine().getParseResult().hasMatchedOption("--prices")) {
      throw Common.usage("--study with traffic or prices", "A study names its own.");
    }
    Study read = wiring.study(Path.of(study));
    List<StudyDocument.Result> results = new StudyRun(wiring, read).results();
    if (common.json) {
      StudyDocument.write(read, results, out);
    } else {
      new StudyPage(read, results, out).print();
    }
  }

  /// Plans for `loaded` traffic and prints it as the flags ask; returns the exit status.
  int run(TrafficOptions.Loaded loaded, PrintWriter out) {
    outputs.check();
    Market market = common.catalog(wiring);
    Plan plan = plan(market, loaded);
    TraceStatistics statistics = TraceStatistics.of(loaded.trace());
    outputs.write(plan, statistics, spec);
    if (!explain.isEmpty()) {
      explain(plan, out);
    } else if (common.json) {
      PlanDocument.write(plan, statistics, byShape(market), out);
    } else {
      new PlanPage(plan, statistics, out).print();
      ShapesTable.print(byShape(market), out);
    }
    boolean todayPriced =
        plan.request().today().flatMap(offer -> plan.find(offer.id())).stream()
            .allMatch(option -> option.monthly().isPresent());
    return todayPriced ? 0 : Common.EXIT_UNPRICED;
  }

  private Plan plan(Market market, TrafficOptions.Loaded loaded) {
    return new Planner(market, calibration.constants(wiring)).plan(request(market, loaded));
  }

  /// The plan for what was parsed; not `simulated`, options are compared by the closed form.
  Plan plan(boolean simulated) {
    Market market = common.catalog(wiring);
    TrafficOptions.Loaded loaded = traffic.load(wiring, spec.commandLine().getErr());
    return simulated
        ? plan(market, loaded)
        : new Planner(market, calibration.constants(wiring)).estimate(request(market, loaded));
  }

  private PlanRequest request(Market market, TrafficOptions.Loaded loaded) {
    return options.request(market, loaded, limits.constraints(market), common.instant(wiring));
  }

  private void explain(Plan plan, PrintWriter out) {
    Map<String, Figure<?>> figures = Explanation.of(plan);
    if (explain.equals("list")) {
      figures.keySet().forEach(out::println);
      return;
    }
    Figure<?> figure = figures.get(explain);
    if (figure == null) {
      throw Common.usage(
          "--explain: no figure '" + explain + "'", "'--explain list' names them all.");
    }
    out.print(figure.explain());
  }

  /// An assumed shape decides little by itself: the plan under each of them, by the closed form.
  private Map<Shape, Plan> byShape(Market market) {
    Map<Shape, Plan> plans = new EnumMap<>(Shape.class);
    if (everyShape && traffic.isStated()) {
      for (Shape shape : Shape.values()) {
        PlanRequest request = request(market, traffic.assumed(shape));
        plans.put(shape, new Planner(market, calibration.constants(wiring)).estimate(request));
      }
    }
    return plans;
  }
}
