package dev.breakeven.wire.report;

import dev.breakeven.core.budget.Baseline;
import dev.breakeven.core.budget.Spend;
import dev.breakeven.core.budget.SpendCheck;
import dev.breakeven.core.budget.SpendLimit;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.Writer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The JSON document of `check`. [SpendFile] reads it again as a baseline.
public final class CheckDocument {
  private CheckDocument() {}

  public static void write(SpendCheck check, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.flag("breached", check.breached()).flag("incomplete", check.incomplete());
          instant(json, "from", check.from());
          instant(json, "to", check.to());
          Spend spend = check.spend();
          json.text("usd", spend.usd().toString())
              .array(
                  "by_basis",
                  check.byModel().totals().usd().entrySet(),
                  each ->
                      json.text("basis", each.getKey().toString())
                          .text("usd", each.getValue().toString()))
              .number("calls", spend.calls())
              .number("uncounted", spend.uncounted())
              .number("unpriced", spend.unpriced())
              .number("with_outcome", spend.judged())
              .number("resolved", spend.resolved())
              .number("open", check.byModel().open())
              .text("open_reserved_usd", check.byModel().reserved().toString())
              .optional(
                  "baseline",
                  check.baseline(),
                  baseline -> json.object("baseline", _ -> baseline(json, baseline)))
              .array("limits", check.judgements(), judgement -> limit(json, judgement))
              .array(
                  "models",
                  check.byModel().rows(),
                  row ->
                      json.text("model", row.group().getFirst())
                          .text("usd", Spend.sum(row).toString())
                          .number("calls", row.calls())
                          .number("unpriced", row.unpriced()));
        });
  }

  private static void baseline(JsonOut json, Baseline baseline) {
    json.text("name", baseline.name());
    instant(json, "from", baseline.from());
    instant(json, "to", baseline.to());
    json.text("usd", baseline.usd().toString()).number("unpriced", baseline.unpriced());
  }

  private static void limit(JsonOut json, SpendLimit.Judgement judgement) {
    switch (judgement.limit()) {
      case SpendLimit.InAll(Usd most) -> limit(json, "max-usd", "usd", most.dollars());
      case SpendLimit.Growth(Ratio most, _) -> limit(json, "max-percent", "percent", most);
      case SpendLimit.PerTask(Usd most) -> limit(json, "max-usd-per-task", "usd", most.dollars());
      case SpendLimit.PerThousand(Usd most) ->
          limit(json, "max-usd-per-1000", "usd", most.dollars());
    }
    json.optional("value", judgement.value(), value -> json.text("value", value.toString()))
        .text("state", judgement.state().name().toLowerCase(Locale.ROOT));
  }

  private static void limit(JsonOut json, String name, String unit, Ratio most) {
    json.text("limit", name).text("unit", unit).text("most", most.toString());
  }

  private static void instant(JsonOut json, String key, Optional<Instant> at) {
    json.optional(key, at, instant -> json.text(key, instant.toString()));
  }
}
