package dev.breakeven.wire.report;

import dev.breakeven.core.report.Agreement;
import dev.breakeven.core.report.Computed;
import dev.breakeven.core.report.Stated;
import dev.breakeven.wire.study.Study;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/// The JSON of `plan --study`.
public final class StudyDocument {
  /// A step and what became of it; no agreement where nothing is stated or nothing computed.
  public record Result(
      Study.Step step, Optional<Computed> computed, Optional<Agreement> agreement) {}

  private StudyDocument() {}

  public static void write(Study study, List<Result> results, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.text("title", study.title()).text("source", study.source());
          json.text("basis", study.basis()).text("prices_at", study.at());
          json.array("steps", results, result -> step(json, result));
        });
  }

  private static void step(JsonOut json, Result result) {
    Study.Step step = result.step();
    json.text("id", step.id()).text("says", step.says()).text("unit", step.unit());
    json.optional("stated", step.stated().map(Stated::text), stated -> json.text("stated", stated));
    json.optional("computed", result.computed(), computed -> computed(json, computed));
    json.optional("agreement", result.agreement(), agreement -> agreement(json, agreement));
    json.text("why", step.why());
    json.optional(
        "run",
        step.run(),
        run -> json.text("run", "breakeven " + String.join(" ", run.arguments())));
    json.optional("figure", step.run(), run -> json.text("figure", run.figure()));
  }

  private static void computed(JsonOut json, Computed computed) {
    switch (computed) {
      case Computed.Amount(dev.breakeven.core.units.Ratio value) -> json.number("computed", value);
      case Computed.Words(String text) -> json.text("computed", text);
      case Computed.Nothing _ -> json.none("computed");
    }
  }

  private static void agreement(JsonOut json, Agreement agreement) {
    switch (agreement) {
      case Agreement.Agrees _ -> json.text("agreement", "agrees");
      case Agreement.Close close ->
          json.text("agreement", "close")
              .number("off_by_share", close.share())
              .flag("stated_too_high", close.tooHigh());
      case Agreement.Off off ->
          json.text("agreement", "off")
              .number("off_by_factor", off.factor())
              .flag("stated_too_high", off.tooHigh());
      case Agreement.Differs _ -> json.text("agreement", "differs");
      case Agreement.Unanswered _ -> json.text("agreement", "no answer");
    }
  }
}
