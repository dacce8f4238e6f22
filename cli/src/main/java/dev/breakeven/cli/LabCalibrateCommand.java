package dev.breakeven.cli;

import dev.breakeven.catalog.measured.CalibrationFile;
import dev.breakeven.catalog.measured.MeasuredFile;
import dev.breakeven.cli.render.AccuracyPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.serving.calibration.Accuracy;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.serving.calibration.Calibrator;
import dev.breakeven.core.serving.calibration.Effect;
import dev.breakeven.core.serving.calibration.Scope;
import dev.breakeven.wire.report.AccuracyDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Refits the constants of the step model.
@Command(
    name = "calibrate",
    description = "Refit the serving model to five or more points of your own engine.",
    footer = {
      "",
      "Columns as 'lab accuracy' reads them. --write fits everything anew instead, and writes the",
      "two files of the catalog into a folder.",
      "",
      "breakeven lab calibrate points.csv -o mine.csv",
      "breakeven lab throughput ... --calibration mine.csv"
    },
    mixinStandardHelpOptions = true)
final class LabCalibrateCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();
  @Mixin CalibrationOptions calibration = new CalibrationOptions();

  @Parameters(paramLabel = "POINTS.csv", description = "Measured points, one figure a row.")
  Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.csv",
      description = "Write the refitted constants here, for --calibration.")
  Optional<Path> output = Optional.empty();

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description = "Fit all constants and error bands from POINTS.csv and write them to DIR.")
  Optional<Path> everything = Optional.empty();

  LabCalibrateCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    MeasuredFile measured = wiring.measured(file, common.catalog(wiring));
    if (measured.points().size() < Calibrator.LEAST_POINTS) {
      throw tooFew(measured);
    }
    if (everything.isPresent()) {
      all(measured, everything.get());
    } else {
      own(measured);
    }
    return 0;
  }

  private void all(MeasuredFile measured, Path folder) {
    Calibrator.Fitted fitted = Calibrator.fit(measured.points());
    save(folder.resolve(CalibrationFile.BUNDLED), CalibrationFile.text(fitted.all().byScope()));
    save(folder.resolve(CalibrationFile.BUNDLED_FOLDS), CalibrationFile.foldsText(fitted.folds()));
    List<Accuracy.Scored> scored = Accuracy.score(measured.points(), fitted::without);
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      AccuracyDocument.write(scored, measured.rows(), measured.scored(), measured.skipped(), out);
    } else {
      new AccuracyPage(scored, measured.rows(), measured.scored(), measured.skipped(), out).print();
    }
  }

  private void own(MeasuredFile measured) {
    Calibration before = calibration.constants(wiring);
    Map<Scope, Effect> changed = Calibrator.refit(before, measured.points());
    Calibration after = before.with(changed);
    if (changed.isEmpty()) {
      throw tooFew(measured);
    }
    output.ifPresent(target -> save(target, CalibrationFile.text(changed)));
    List<Accuracy.Scored> was = Accuracy.score(measured.points(), _ -> before);
    List<Accuracy.Scored> is = Accuracy.score(measured.points(), _ -> after);
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      AccuracyDocument.writeRefit(
          was, is, measured.skipped(), output.map(Path::toString).orElse(""), out);
      return;
    }
    out.println("before");
    new AccuracyPage(was, measured.rows(), measured.scored(), Map.of(), out).printMetrics();
    out.println("after, on the same points");
    new AccuracyPage(is, measured.rows(), measured.scored(), measured.skipped(), out)
        .printMetrics();
    changed.keySet().forEach(scope -> out.println("  refitted " + scope));
    output.ifPresent(target -> out.println("wrote " + target + "; use it by --calibration"));
  }

  private BreakevenException tooFew(MeasuredFile measured) {
    return new BreakevenException(
        ErrorCode.INPUT_EMPTY,
        "%d usable throughput or TPOT points of one GPU, precision and engine are too few; skipped: %s"
            .formatted(measured.points().size(), measured.skipped()),
        file.toString(),
        "Give five or more.");
  }

  private static void save(Path target, String text) {
    try {
      Files.writeString(target, text);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "cannot be written: " + e.getMessage(),
          target.toString(),
          "Name a folder that exists and that you may write to.");
    }
  }
}
