package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Shape;
import dev.breakeven.core.workload.Shaping;
import dev.breakeven.core.workload.StatedVolume;
import dev.breakeven.core.workload.SyntheticTrace;
import dev.breakeven.core.workload.Trace;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where the traffic comes from: trace files, or a stated volume and shape.
final class TrafficOptions {
  private static final long SEED = 1;
  private static final String OUTPUT_SHARE = "0.15";

  /// A trace below this says nothing of a month: the load is looked at in seconds.
  private static final long LEAST_NANOS = 1_000_000_000L;

  @Parameters(
      paramLabel = "TRACE",
      arity = "0..*",
      description =
          "A trace in any format we read; .gz and .zst too. Several are mixed, FILE@2 counts twice.")
  List<Path> traces = new ArrayList<>();

  @Option(
      names = "--volume",
      paramLabel = "TOKENS/month",
      description = "Instead of a trace: input and output tokens a month, such as 500M/month.")
  String volume = "";

  @Option(
      names = "--output-share",
      description = "Output tokens over all tokens of the volume. Default 0.15, as in chat.")
  String outputShare = "";

  @Option(
      names = "--shape",
      description = "steady, business-hours, spiky5x or batch. Default business-hours.")
  String shape = "";

  @Mixin ShapingOptions shaping = new ShapingOptions();

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
    if (volume.isEmpty() && !(outputShare + shape).isEmpty()) {
      throw Common.usage(
          "--output-share and --shape describe a --volume; a trace has its own",
          "Leave them out, or give --volume instead of the trace.");
    }
    if (!volume.isEmpty() && shaping.envelope.isPresent()) {
      throw Common.usage("--envelope stretches a trace", "Give a --volume its --shape instead.");
    }
    return volume.isEmpty()
        ? observed(shaping.of(traces, wiring, err).sampled())
        : assumed(shape.isEmpty() ? Shape.BUSINESS_HOURS : shape());
  }

  private Shape shape() {
    return Shape.find(shape)
        .orElseThrow(
            () ->
                Common.usage(
                    "--shape: '" + shape + "' is not known",
                    "Use steady, business-hours, spiky5x or batch."));
  }

  Loaded sample() {
    return new Loaded(SyntheticTrace.sample(), shaping.scale(), false);
  }

  private static Loaded observed(Shaping.Shaped shaped) {
    Trace trace = shaped.trace();
    String source = trace.provenance().describe();
    if (trace.periodNanos() < LEAST_NANOS) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "the trace covers less than a second with %d request%s, from which no month follows"
              .formatted(trace.size(), trace.size() == 1 ? "" : "s"),
          source,
          "Give a longer trace, or state a --volume.");
    }
    if (tokens(trace) == 0) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "no request of the trace has a token",
          source,
          "Give a trace with prompts or answers in it.");
    }
    return new Loaded(trace, shaped.each(), false);
  }

  private static long tokens(Trace trace) {
    long sum = 0;
    for (int i = 0; i < trace.size(); i++) {
      sum += trace.inputTokens(i) + trace.outputTokens(i);
    }
    return sum;
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
    Ratio perMonth =
        Ratio.of(Common.parse("--volume", tokens, Tokens::parse).count()).times(shaping.scale());
    Ratio share =
        Common.parse(
            "--output-share", outputShare.isEmpty() ? OUTPUT_SHARE : outputShare, Ratio::parse);
    if (share.signum() < 0 || share.compareTo(Ratio.ONE) > 0) {
      throw Common.usage("--output-share: " + outputShare, "Give 0 to 1, or 0% to 100%.");
    }
    StatedVolume stated =
        Common.parse(
            "--volume", volume, _ -> new StatedVolume(whole(perMonth), share, assumedShape, SEED));
    SyntheticTrace.Synthetic made = SyntheticTrace.of(stated);
    return new Loaded(made.trace(), made.scale(), assumedShape.deferrable());
  }

  /// Rounded, and the most there is when it is more.
  private static Tokens whole(Ratio tokens) {
    return Tokens.of(tokens.rounded().min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
  }
}
