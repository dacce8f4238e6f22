package dev.breakeven.cli.wiring;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.catalog.measured.CalibrationFile;
import dev.breakeven.catalog.measured.MeasuredFile;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.serving.calibration.Calibrator;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.ingest.trace.TraceFiles;
import dev.breakeven.wire.study.Study;
import dev.breakeven.wire.study.StudyFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Makes the parts that verbs work with. Thread-safe.
public final class Wiring {
  private final Clock clock;

  /// `clock` decides which prices are in force when the user names no date.
  public Wiring(Clock clock) {
    this.clock = clock;
  }

  public static Wiring ofProcess() {
    return new Wiring(Clock.systemUTC());
  }

  public Instant now() {
    return clock.instant();
  }

  /// The bundled catalog with the user's own files over it.
  public Catalog catalog(List<Path> overlays) {
    return Catalog.load(overlays);
  }

  /// What reads price catalogs of other projects into the names of `catalog`.
  public Importer importer(Catalog catalog) {
    return new Importer(catalog);
  }

  /// A trace read from a file of any known format.
  public record ReadTrace(Trace trace, Intake intake, String format) {}

  public ReadTrace trace(Path file) {
    TraceFiles.Loaded loaded = TraceFiles.read(file);
    return new ReadTrace(loaded.trace(), loaded.intake(), loaded.format());
  }

  /// The built-in constants of the step model, with those of a user's file over them.
  public Calibration calibration(Optional<Path> overlay) {
    Calibration bundled = CalibrationFile.bundled();
    return overlay
        .map(file -> CalibrationFile.over(bundled, SourceText.read(file)))
        .orElse(bundled);
  }

  /// The built-in constants, and those fitted with a fold of cells left out.
  public Calibrator.Fitted calibrationFolds() {
    return CalibrationFile.bundledFolds();
  }

  /// Measured serving points with the names of `catalog`.
  public MeasuredFile measured(Path file, Catalog catalog) {
    return MeasuredFile.read(SourceText.read(file), catalog);
  }

  /// A study file.
  public Study study(Path file) {
    return StudyFile.read(file.toString(), SourceText.read(file).text());
  }
}
