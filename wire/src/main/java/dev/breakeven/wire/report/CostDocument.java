package dev.breakeven.wire.report;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.UsdPerMtok;
import java.io.Writer;
import java.util.Optional;

/// The JSON of `cost`; null is never, and `why` then says so.
public final class CostDocument {
  private CostDocument() {}

  public static void writeUnitCost(Attainable<UsdPerMtok> cost, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.optional(
              "usd_per_mtok",
              cost.toOptional(),
              value -> json.number("usd_per_mtok", value.dollars()));
          why(json, cost);
        });
  }

  public static void writeBreakEven(
      Attainable<Ratio> tokens, Optional<Ratio> utilisation, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.optional(
              "break_even_tokens_per_month",
              tokens.toOptional(),
              value -> json.number("break_even_tokens_per_month", value));
          json.optional(
              "utilization_at_break_even",
              utilisation,
              value -> json.number("utilization_at_break_even", value));
          why(json, tokens);
        });
  }

  private static void why(JsonOut json, Attainable<?> value) {
    if (value instanceof Attainable.Never<?>(String reason)) {
      json.text("why", reason);
    } else {
      json.none("why");
    }
  }
}
