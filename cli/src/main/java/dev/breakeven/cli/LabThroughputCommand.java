package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.serving.SteadyState;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.wire.report.LabDocument;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Throughput and latency of a model on GPUs at one concurrency.
@Command(
    name = "throughput",
    description = "Throughput and latency at a concurrency, by the closed form.",
    footer = {
      "",
      "breakeven lab throughput --model llama-3.3-70b --gpu h100-sxm --tp 4 \\",
      "    --isl 1020 --osl 210 --concurrency 64"
    },
    mixinStandardHelpOptions = true)
final class LabThroughputCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();
  @Mixin DeploymentOptions options = new DeploymentOptions();
  @Mixin CalibrationOptions calibration = new CalibrationOptions();

  @Option(names = "--isl", required = true, description = "Input tokens a request.")
  int isl;

  @Option(names = "--osl", required = true, description = "Output tokens a request.")
  int osl;

  @Option(names = "--concurrency", required = true, description = "Requests running at once.")
  int concurrency;

  LabThroughputCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Catalog catalog = common.catalog(wiring);
    Deployment deployment = options.deployment(catalog);
    if (isl < 1 || osl < 1 || concurrency < 1) {
      throw Common.usage("--isl, --osl and --concurrency: at least 1", "Give whole numbers.");
    }
    if ((long) isl + osl > deployment.model().maxContext()) {
      throw Common.usage(
          "--isl %d and --osl %d are together over the %d tokens of %s"
              .formatted(isl, osl, deployment.model().maxContext(), deployment.model().id()),
          "Give lengths the model has.");
    }
    describe(deployment);
    StepConstants constants = calibration.constants(wiring).of(deployment);
    Fit fit = Fit.of(deployment, isl + osl / 2L, 1);
    int replicas = options.replicas();
    Optional<SteadyState> steady =
        running(deployment, fit, Math.max(1, (double) concurrency / replicas))
            .map(each -> SteadyState.at(new StepModel(deployment, constants), each, isl, osl));
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      LabDocument.writeThroughput(deployment, fit, steady, replicas, constants, out);
    } else if (steady.isEmpty()) {
      LabFitCommand.print(deployment, fit, isl + osl / 2L, out);
    } else {
      print(deployment, steady.get(), replicas, constants, out);
    }
    return 0;
  }

  private static void describe(Deployment deployment) {
    if (!deployment.model().throughputDescribed()) {
      throw new BreakevenException(
          ErrorCode.NOT_DESCRIBED,
          deployment.model().id() + " has " + deployment.model().attention() + " attention",
          "",
          "The throughput model does not describe it; 'lab fit' still answers.");
    }
  }

  /// How many of `wanted` requests run at once on a replica: no more than memory holds and the
  /// engine admits.
  private static Optional<Double> running(Deployment deployment, Fit fit, double wanted) {
    double admitted = Math.min(wanted, deployment.maxNumSeqs());
    return fit instanceof Fit.Fits fits
        ? Optional.of(Math.min(admitted, fits.maxConcurrency().orElse(Long.MAX_VALUE)))
        : Optional.empty();
  }

  private void print(
      Deployment deployment,
      SteadyState steady,
      int replicas,
      StepConstants constants,
      PrintWriter out) {
    BigDecimal each = BigDecimal.valueOf(steady.concurrency()).round(new MathContext(4));
    out.printf(
        "%s × %d, requests at once on each: %s%n",
        deployment, replicas, each.stripTrailingZeros().toPlainString());
    if (steady.concurrency() * replicas < concurrency) {
      out.printf(
          "  %s; the rest of %,d wait%n",
          steady.concurrency() < deployment.maxNumSeqs()
              ? "memory   holds no more than these"
              : "engine   admits no more than these (max_num_seqs)",
          concurrency);
    }
    out.printf("  output   %,.0f tok/s%n", steady.outputTokensPerSecond() * replicas);
    out.printf("  total    %,.0f tok/s%n", steady.totalTokensPerSecond() * replicas);
    out.printf("  TPOT     %.1f ms%n", steady.tpotSeconds() * 1e3);
    out.printf(
        "  TTFT     %.0f ms without queueing (weakest figure)%n", steady.ttftSeconds() * 1e3);
    out.printf(
        "  error    median %.0f %%, one in ten over %.0f %% (%s)%n",
        constants.medianError() * 100, constants.p90Error() * 100, constants.name());
    deployment
        .gpu()
        .caveat(deployment.precision())
        .ifPresent(caveat -> out.println("  note: " + caveat));
  }
}
