package dev.breakeven.cli;

import dev.breakeven.catalog.measured.MeasuredFile;
import dev.breakeven.cli.render.AccuracyPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.serving.calibration.Accuracy;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.serving.calibration.Measurement;
import dev.breakeven.wire.report.AccuracyDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// How far the serving model is off measured points.
@Command(
    name = "accuracy",
    description = "How far the serving model is off measured points it was not fitted to.",
    footer = {
      "",
      "Constants fitted without a point's cell (model, GPU, precision, TP, engine) judge it; with",
      "--calibration your own do, so keep the points they were fitted to out of FILE.csv.",
      "",
      "breakeven lab accuracy measured.csv",
      "breakeven lab accuracy other-points.csv --calibration mine.csv"
    },
    mixinStandardHelpOptions = true)
final class LabAccuracyCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();
  @Mixin CalibrationOptions calibration = new CalibrationOptions();

  @Parameters(paramLabel = "FILE.csv", description = "Measured points, one figure a row.")
  Path file = Path.of("");

  @Option(names = "--markdown", description = "The reference page, with every group.")
  boolean markdown;

  LabAccuracyCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    MeasuredFile measured = wiring.measured(file, common.catalog(wiring));
    List<Accuracy.Scored> scored = Accuracy.score(measured.points(), judge());
    PrintWriter out = spec.commandLine().getOut();
    AccuracyPage page =
        new AccuracyPage(scored, measured.rows(), measured.scored(), measured.skipped(), out);
    if (common.json) {
      AccuracyDocument.write(scored, measured.rows(), measured.scored(), measured.skipped(), out);
    } else if (markdown) {
      page.printMarkdown("`" + file.getFileName() + "`");
    } else {
      page.print();
    }
    return 0;
  }

  private Function<Measurement, Calibration> judge() {
    if (calibration.file.isPresent()) {
      Calibration own = calibration.constants(wiring);
      return _ -> own;
    }
    return wiring.calibrationFolds()::without;
  }
}
