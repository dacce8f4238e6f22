package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.wire.report.LabDocument;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Whether a model loads on GPUs and how much KV cache is left.
@Command(
    name = "fit",
    description = "Does a model fit, and how many sequences beside it.",
    footer = {"", "breakeven lab fit --model llama-3.3-70b --gpu h100-sxm --tp 2 --quant fp8"},
    mixinStandardHelpOptions = true)
final class LabFitCommand implements Callable<Integer> {
  private static final long MOST_SEQUENCES = 100_000;

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();
  @Mixin DeploymentOptions options = new DeploymentOptions();

  @Option(names = "--context", description = "Tokens of one sequence. Default 8192.")
  long context = 8192;

  @Option(names = "--concurrency", description = "Sequences at once that must fit. Default 1.")
  long concurrency = 1;

  LabFitCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Catalog catalog = common.catalog(wiring);
    Deployment deployment = options.deployment(catalog);
    if (context < 1 || concurrency < 1 || concurrency > MOST_SEQUENCES) {
      throw Common.usage(
          "--context and --concurrency: at least 1, and at most %,d sequences"
              .formatted(MOST_SEQUENCES),
          "Give whole numbers.");
    }
    if (context > deployment.model().maxContext()) {
      throw Common.usage(
          "--context: %d is over the %d tokens of %s"
              .formatted(context, deployment.model().maxContext(), deployment.model().id()),
          "Give a context the model has.");
    }
    Fit fit = Fit.of(deployment, context, concurrency);
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      LabDocument.writeFit(deployment, fit, out);
    } else {
      print(deployment, fit, context, out);
    }
    return 0;
  }

  static void print(Deployment deployment, Fit fit, long context, PrintWriter out) {
    switch (fit) {
      case Fit.Short(long bytes, String what, long weights) ->
          out.printf(
              "%s does not fit: short by %,d bytes (%.1f GB) for %s; weights %.1f GB%n",
              deployment, bytes, bytes / 1e9, what, weights / 1e9);
      case Fit.Indivisible(String reason) ->
          out.printf("%s cannot be split: %s%n", deployment, reason);
      case Fit.Fits fits -> {
        out.printf("%s fits%n", deployment);
        out.printf(
            "  weights           %,d bytes (%.1f GB)%n",
            fits.weightsBytes(), fits.weightsBytes() / 1e9);
        out.printf("  KV a token        %,d bytes%n", fits.kvBytesPerToken());
        out.printf(
            "  KV tokens         %s%s%n",
            orUnknown(fits.kvTokens()),
            deployment.settings().loggedKvTokens().isPresent() ? ", as stated" : "");
        out.printf("  sequences of %,d  %s%n", context, orUnknown(fits.maxConcurrency()));
      }
    }
    deployment
        .gpu()
        .caveat(deployment.precision())
        .ifPresent(caveat -> out.println("  note: " + caveat));
  }

  private static String orUnknown(OptionalLong value) {
    return value.isPresent()
        ? "%,d".formatted(value.getAsLong())
        : "unknown: no source vouches for the KV size of this model";
  }
}
