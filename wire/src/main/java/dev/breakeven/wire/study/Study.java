package dev.breakeven.wire.study;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.report.Stated;
import dev.breakeven.core.units.Ratio;
import java.util.List;
import java.util.Optional;

/// A text's claims and how each is computed again.
///
/// `at` fixes the price date of every step; `prices` are overlay files beside the study.
public record Study(
    String file,
    String title,
    String source,
    String basis,
    String at,
    List<String> prices,
    List<Step> steps) {
  public Study {
    prices = List.copyOf(prices);
    steps = List.copyOf(steps);
  }

  /// One claim. `stated` is empty where the text gives no number and we add one; `run` is empty
  /// where nothing computes it, and `why` then says the reason.
  public record Step(
      int line,
      String id,
      String part,
      String says,
      Optional<Stated> stated,
      String unit,
      Optional<Run> run,
      String why) {}

  /// A verb, and the key of its JSON document that answers.
  ///
  /// The number there is multiplied by `times` and divided by what the step `over` computed.
  public record Run(List<String> arguments, String figure, Ratio times, Optional<String> over) {
    public Run {
      arguments = List.copyOf(arguments);
    }
  }

  /// The error that the step at `line` cannot be worked with.
  public BreakevenException invalid(int line, String what, String remedy) {
    return new BreakevenException(ErrorCode.STUDY_INVALID, what, file + ":" + line, remedy);
  }
}
