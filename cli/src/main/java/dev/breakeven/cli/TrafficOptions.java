package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Shape;
import dev.breakeven.core.workload.StatedVolume;
import dev.breakeven.core.workload.SyntheticTrace;
import dev.breakeven.core.workload.Trace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where the traffic comes from: a trace file, or a stated volume and shape.
final class TrafficOptions {
  private static final long SEED = 1;

  @Parameters(
      paramLabel = "TRACE",
      arity = "0..*",
      description = "A trace in any format we read; .gz and .zst too.")
  List<Path> traces = new ArrayList<>();

  @Option(
      names = "--volume",
      paramLabel = "TOKENS/month",
      description = "Instead of a trace: input and output tokens a month, such as 500M/month.")
  String volume = "";

  @Option(
      names = "--output-share",
      description = "Output tokens over all tokens of the volume. Default 0.15, as in chat.")
  String outputShare = "0.15";

  @Option(
      names = "--shape",
      description = "steady, business-hours, spiky5x or batch. Default business-hours.")
  String shape = Shape.BUSINESS_HOURS.key();

  @Option(names = "--scale", description = "Multiply the volume, keep its shape. Default 1.")
  String scale = "1";

  /// Traffic, the factor on its volume, and whether its requests can wait.
  record Loaded(Trace trace, Ratio scale, boolean deferrable) {}

  boolean isGiven() {
    return !traces.isEmpty() || !volume.isEmpty();
  }

  boolean isStated() {
    return !volume.isEmpty();
  }

  Loaded load(Wiring wiring, PrintWriter err) {
    if (!volume.isEmpty() && !traces.isEmpty()) {
      throw Common.usage("both a trace and --volume", "Give one of them.");
    }
    if (traces.size() > 1) {
      throw Common.usage(traces.size() + " traces", "Give one; mixing traces is not built yet.");
    }
    return volume.isEmpty()
        ? observed(wiring, traces.getFirst(), err)
        : assumed(
            Shape.find(shape)
                .orElseThrow(
                    () ->
                        Common.usage(
                            "--shape: '" + shape + "' is not known",
                            "Use steady, business-hours, spiky5x or batch.")));
  }

  Loaded sample() {
    return new Loaded(SyntheticTrace.sample(), scale(), false);
  }

  private Loaded observed(Wiring wiring, Path file, PrintWriter err) {
    Wiring.ReadTrace read = wiring.trace(file);
    report(read.intake(), err);
    if (read.trace().periodNanos() == 0) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "the trace has no time in it: %d request%s at one instant"
              .formatted(read.trace().size(), read.trace().size() == 1 ? "" : "s"),
          file.toString(),
          "Give a longer trace, or state a --volume.");
    }
    return new Loaded(read.trace(), scale(), false);
  }

  /// Rows that were left out and what was done to the rest: on standard error, never dropped.
  static void report(Intake intake, PrintWriter err) {
    for (Intake.Problem problem : intake.problems()) {
      err.printf(
          "left out %,d row%s: %s (first at %s)%n",
          problem.rows(), problem.rows() == 1 ? "" : "s", problem.reason(), problem.first());
    }
    intake.notes().forEach(note -> err.println("note: " + note));
  }

  Loaded assumed(Shape assumedShape) {
    String tokens = volume.endsWith("/month") ? volume.substring(0, volume.length() - 6) : volume;
    if (tokens.contains("/")) {
      throw Common.usage("--volume: '" + volume + "' is not per month", "Write 500M/month.");
    }
    Tokens perMonth = Common.parse("--volume", tokens, Tokens::parse);
    Ratio share = Common.parse("--output-share", outputShare, Ratio::parse);
    StatedVolume stated =
        Common.parse(
            "--volume", volume, _ -> new StatedVolume(perMonth, share, assumedShape, SEED));
    SyntheticTrace.Synthetic made = SyntheticTrace.of(stated);
    return new Loaded(made.trace(), made.scale().times(scale()), assumedShape.deferrable());
  }

  private Ratio scale() {
    Ratio factor = Common.parse("--scale", scale, Ratio::parse);
    if (factor.signum() <= 0 || factor.compareTo(Ratio.of(1_000_000)) > 0) {
      throw Common.usage("--scale: " + scale, "Give a number over 0, at most a million.");
    }
    return factor;
  }
}
