package dev.breakeven.wire.report;

import dev.breakeven.core.report.PlanChange;
import dev.breakeven.core.report.PlanSnapshot;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/// The JSON of `plan diff`.
public final class PlanDiffDocument {
  private PlanDiffDocument() {}

  public static void write(PlanChange change, List<String> changedFiles, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.flag("flipped", change.flipped());
          json.object("was", _ -> plan(json, change.was()));
          json.object("now", _ -> plan(json, change.now()));
          json.array(
              "costs",
              change.costs(),
              cost -> {
                json.text("kind", cost.kind());
                choice(json, "was", cost.was());
                choice(json, "now", cost.now());
              });
          json.array("prices", change.prices(), value -> value(json, value));
          json.array("traffic", change.traffic(), value -> value(json, value));
          json.texts("assumptions_gone", change.assumptionsGone());
          json.texts("assumptions_new", change.assumptionsNew());
          json.texts("changed_files", changedFiles);
        });
  }

  private static void plan(JsonOut json, PlanSnapshot plan) {
    json.text("verdict", plan.verdict());
    json.flag("too_close_to_call", plan.tooClose());
    choice(json, "answer", plan.answer());
    json.text("catalog_as_of", plan.catalogAsOf()).text("at", plan.at());
  }

  private static void choice(JsonOut json, String key, Optional<PlanSnapshot.Choice> choice) {
    json.optional(
        key,
        choice,
        each ->
            json.object(
                key,
                _ ->
                    json.text("name", each.name())
                        .text("label", each.label())
                        .optional(
                            "monthly_usd",
                            each.monthly(),
                            usd -> json.decimal("monthly_usd", usd.dollars().decimal(9)))));
  }

  private static void value(JsonOut json, PlanChange.Value value) {
    json.text("name", value.name());
    json.optional("was", value.was(), text -> json.text("was", text));
    json.optional("now", value.now(), text -> json.text("now", text));
  }
}
