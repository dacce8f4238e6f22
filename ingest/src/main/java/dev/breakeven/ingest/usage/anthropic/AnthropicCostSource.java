package dev.breakeven.ingest.usage.anthropic;

import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.Rows;
import dev.breakeven.ingest.usage.source.StatedTime;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Pages of `/v1/organizations/cost_report`: amounts on the bill by day, without calls or tokens.
public final class AnthropicCostSource implements UsageSource {
  public static final String NAME = "anthropic-cost";

  @Override
  public String name() {
    return NAME;
  }

  /// There are none.
  @Override
  public TokenFields tokenFields() {
    return TokenFields.DISJOINT;
  }

  @Override
  public boolean recognises(Head head) {
    return head.isJsonWith("\"starting_at\"", "\"amount\"", "\"currency\"");
  }

  @Override
  public Reader reader(UsageSink sink) {
    StatedTime time = new StatedTime();
    return input ->
        Rows.each(input, sink, "data", (bucket, where) -> take(bucket, where, time, sink));
  }

  private static void take(JsonObject bucket, String where, StatedTime time, UsageSink sink) {
    Optional<Instant> from = time.read(bucket.text("starting_at"));
    Optional<Instant> to = time.read(bucket.text("ending_at"));
    if (from.isEmpty() || to.isEmpty() || to.get().isBefore(from.get())) {
      sink.reject("a bucket without starting_at and ending_at", where);
      return;
    }
    for (JsonObject result : bucket.objects("results")) {
      Optional<Usd> usd = cents(result);
      if (!result.text("currency").equalsIgnoreCase("usd")) {
        sink.reject("an amount in another currency than USD", where);
      } else if (usd.isEmpty()) {
        sink.reject("amount is no amount", where);
      } else {
        sink.invoice(line(bucket, result, from.get(), to.get(), usd.get()));
      }
    }
  }

  /// The report counts in cents: `123.45` is one dollar and 23.45 cents.
  private static Optional<Usd> cents(JsonObject result) {
    return JsonObject.decimal(result.text("amount"))
        .map((BigDecimal cents) -> cents.movePointLeft(2))
        .flatMap(JsonObject::rounded);
  }

  private static InvoiceLine line(
      JsonObject bucket, JsonObject result, Instant from, Instant to, Usd usd) {
    String id =
        String.join(
            ":",
            NAME,
            bucket.text("starting_at"),
            bucket.text("ending_at"),
            result.text("workspace_id"),
            result.text("description"),
            result.text("cost_type"),
            result.text("model"),
            result.text("service_tier"),
            result.text("token_type"),
            result.text("context_window"),
            result.text("inference_geo"));
    String item =
        result.text("description").isEmpty()
            ? result.text("cost_type")
            : result.text("description");
    return new InvoiceLine(
        id,
        from,
        to,
        NAME,
        new Scope("", "", "", "", "", "", result.text("workspace_id"), Map.of()),
        "anthropic",
        result.text("model"),
        item,
        usd);
  }
}
