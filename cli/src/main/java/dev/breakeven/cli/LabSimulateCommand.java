package dev.breakeven.cli;

import dev.breakeven.cli.render.SimulationPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.sim.Admission;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.serving.sim.Simulator;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.wire.report.SimulationDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A trace through replicas, event by event.
@Command(
    name = "simulate",
    description = "A trace through replicas, event by event: latencies, queues, pre-emption.",
    footer = {
      "",
      "breakeven lab simulate calls.jsonl --model llama-3.3-70b --gpu h100-sxm --tp 4 \\",
      "    --quant fp8 --replicas 2 --series minutes.csv"
    },
    mixinStandardHelpOptions = true)
final class LabSimulateCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();
  @Mixin DeploymentOptions options = new DeploymentOptions();
  @Mixin CalibrationOptions calibration = new CalibrationOptions();

  @Mixin ElasticOptions elastic = new ElasticOptions();

  @Mixin ShapingOptions shaping = new ShapingOptions();

  @Parameters(
      paramLabel = "TRACE",
      arity = "1..*",
      description = "A trace in any format we read. Several are mixed, FILE@2 counts twice.")
  List<Path> traces = new ArrayList<>();

  @Option(names = "--replicas", description = "Replicas of --tp GPUs each. Default gpus / tp.")
  int replicas;

  @Option(
      names = "--policy",
      description = "round-robin, least-loaded or prefix-affine. Default least-loaded.")
  String policy = BalancePolicy.LEAST_LOADED.key();

  @Option(
      names = "--scheduling-policy",
      description = "Who is admitted first: fcfs or shortest-prompt. Default fcfs.")
  String scheduling = "fcfs";

  @Option(
      names = "--spill-ttft",
      paramLabel = "TIME",
      description = "Send a request to an API when its TTFT is predicted over this, such as 2s.")
  String spill = "";

  @Option(
      names = "--think",
      paramLabel = "TIME",
      description = "In a session, from the end of a turn to the next one at least. Default none.")
  String think = "";

  @Option(
      names = "--series",
      paramLabel = "FILE.csv",
      description = "Write a line a minute: arrivals, tokens, busy time, batch, queue, KV use.")
  Optional<Path> series = Optional.empty();

  LabSimulateCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Deployment deployment = options.deployment(common.catalog(wiring));
    StepModel model = calibration.constants(wiring).model(deployment);
    Engine engine = Engine.of(model, options.blockSize);
    Trace trace = shaping.of(traces, wiring, spec.commandLine().getErr()).whole().trace();
    Cluster cluster = elastic.of(cluster(engine, trace), trace);
    long before = System.nanoTime();
    Outcome outcome = Simulator.run(trace, cluster);
    double wallSeconds = (System.nanoTime() - before) / 1e9;
    series.ifPresent(target -> write(outcome, target));
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      SimulationDocument.write(model, cluster, trace.provenance(), outcome, wallSeconds, out);
    } else {
      SimulationPage.print(model, cluster, trace.provenance(), outcome, wallSeconds, out);
    }
    return 0;
  }

  private Cluster cluster(Engine engine, Trace trace) {
    BalancePolicy balance =
        BalancePolicy.ofKey(policy)
            .orElseThrow(
                () ->
                    Common.usage(
                        "--policy: '" + policy + "' is not known",
                        "Use round-robin, least-loaded or prefix-affine."));
    Admission admission =
        switch (scheduling) {
          case "fcfs" -> Admission.FCFS;
          case "shortest-prompt" -> Admission.SHORTEST_PROMPT;
          default ->
              throw Common.usage(
                  "--scheduling-policy: '" + scheduling + "' is not known",
                  "Use fcfs or shortest-prompt.");
        };
    int count = options.replicas(replicas);
    return Common.parse(
        "--replicas",
        Integer.toString(count),
        _ ->
            new Cluster(
                engine,
                count,
                balance,
                admission,
                spillRule(engine, trace),
                think.isEmpty() ? 0 : Common.picos("--think", think)));
  }

  private Optional<SpillRule> spillRule(Engine engine, Trace trace) {
    if (spill.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new SpillRule(engine.capacity(trace), Common.picos("--spill-ttft", spill)));
  }

  private static void write(Outcome outcome, Path target) {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(target))) {
      SimulationDocument.writeSeries(outcome.series(), out);
      if (out.checkError()) {
        throw new IOException("the file is cut short");
      }
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "the series cannot be written: " + e.getMessage(),
          target.toString(),
          "Give a --series file in a folder that exists, on a disk with room.");
    }
  }
}
