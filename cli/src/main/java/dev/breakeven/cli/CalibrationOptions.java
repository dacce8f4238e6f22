package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.serving.calibration.Calibration;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The flag that names the constants of the step model.
final class CalibrationOptions {
  @Option(
      names = "--calibration",
      paramLabel = "FILE.csv",
      description = "Constants of your own, by 'lab calibrate'; win over the built-in ones.")
  Optional<Path> file = Optional.empty();

  Calibration constants(Wiring wiring) {
    return wiring.calibration(file);
  }
}
