package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Shaping;
import dev.breakeven.ingest.trace.servegen.ServeGenFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// What is made of the traces before anything runs over them.
final class ShapingOptions {
  @Option(
      names = "--scale",
      description = "Multiply the volume: more copies of the trace, or a part of it. Default 1.")
  String scale = "1";

  @Option(
      names = "--envelope",
      paramLabel = "FILE.csv",
      description = "Stretch the trace over this curve, such as a week of requests_per_minute.")
  Optional<Path> envelope = Optional.empty();

  Ratio scale() {
    return positive("--scale", scale);
  }

  private static Ratio positive(String flag, String text) {
    Ratio factor = Common.parse(flag, text, Ratio::parse);
    if (factor.signum() <= 0) {
      throw Common.usage(flag + ": " + text, "Give a number over 0.");
    }
    return factor;
  }

  /// A trace as it was given.
  private record Given(Path file, Ratio factor) {}

  /// Reads `traces`, each a file or `FILE@FACTOR`, and the curve.
  Shaping of(List<Path> traces, Wiring wiring, PrintWriter err) {
    List<Given> files = new ArrayList<>();
    List<Given> rates = new ArrayList<>();
    List<Given> lengths = new ArrayList<>();
    for (Given given : given(traces)) {
      wiring
          .callers(given.file())
          .map(part -> part == ServeGenFiles.Part.RATES ? rates : lengths)
          .orElse(files)
          .add(given);
    }
    if (rates.size() != lengths.size()) {
      throw rates.size() > lengths.size()
          ? ServeGenFiles.Part.RATES.alone(rates.get(lengths.size()).file().toString())
          : ServeGenFiles.Part.LENGTHS.alone(lengths.get(rates.size()).file().toString());
    }
    boolean alone = files.isEmpty() && rates.size() == 1 && envelope.isEmpty();
    Ratio times = scale();
    List<Shaping.Part> parts = new ArrayList<>();
    for (Given given : files) {
      Wiring.ReadTrace read = wiring.trace(given.file());
      TrafficOptions.report(read.intake(), err);
      parts.add(new Shaping.Part(read.trace(), given.factor()));
    }
    for (int i = 0; i < rates.size(); i++) {
      ServeGenFiles.Loaded read = wiring.callers(rates.get(i).file(), lengths.get(i).file());
      TrafficOptions.report(read.intake(), err);
      Ratio factor = rates.get(i).factor().times(lengths.get(i).factor());
      parts.add(
          alone
              ? new Shaping.Part(read.traffic().trace(times.times(factor)), Ratio.ONE)
              : new Shaping.Part(read.traffic().trace(Ratio.ONE), factor));
    }
    return new Shaping(parts, alone ? Ratio.ONE : times, envelope.map(wiring::envelope));
  }

  private static List<Given> given(List<Path> traces) {
    List<Given> files = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    for (Path given : traces) {
      String text = given.toString();
      int at = Files.exists(given) ? -1 : text.lastIndexOf('@');
      Path file = at < 0 ? given : Path.of(text.substring(0, at));
      Ratio factor = at < 0 ? Ratio.ONE : positive("TRACE@FACTOR", text.substring(at + 1));
      if (file.toString().isEmpty()) {
        throw Common.usage("the name of the trace is empty", "Give a file, or - for a pipe.");
      }
      if (!seen.add(file)) {
        throw Common.usage("the trace " + file + " twice", "Write " + file + "@2 for twice of it.");
      }
      files.add(new Given(file, factor));
    }
    return files;
  }
}
