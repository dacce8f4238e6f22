package dev.breakeven.ingest.usage.openai;

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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Pages of `/v1/organization/costs`: amounts on the bill by day, without calls or tokens.
public final class OpenAiCostsSource implements UsageSource {
  public static final String NAME = "openai-costs";

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
    return head.isJsonWith("organization.costs.result");
  }

  @Override
  public Reader reader(UsageSink sink) {
    StatedTime time = new StatedTime();
    return input ->
        Rows.each(input, sink, "data", (bucket, where) -> take(bucket, where, time, sink));
  }

  private static void take(JsonObject bucket, String where, StatedTime time, UsageSink sink) {
    Optional<Instant> from = time.read(bucket.value("start_time").orElse(""));
    Optional<Instant> to = time.read(bucket.value("end_time").orElse(""));
    if (from.isEmpty() || to.isEmpty() || to.get().isBefore(from.get())) {
      sink.reject("a bucket without start_time and end_time", where);
      return;
    }
    for (JsonObject result : bucket.objects("results")) {
      Optional<Usd> usd = result.object("amount").usd("value");
      if (!result.object("amount").text("currency").equalsIgnoreCase("usd")) {
        sink.reject("an amount in another currency than USD", where);
      } else if (usd.isEmpty()) {
        sink.reject("amount.value is no amount", where);
      } else {
        sink.invoice(line(bucket, result, from.get(), to.get(), usd.get()));
      }
    }
  }

  private static InvoiceLine line(
      JsonObject bucket, JsonObject result, Instant from, Instant to, Usd usd) {
    String id =
        String.join(
            ":",
            NAME,
            bucket.text("start_time"),
            bucket.text("end_time"),
            result.text("project_id"),
            result.text("line_item"));
    return new InvoiceLine(
        id,
        from,
        to,
        NAME,
        new Scope("", "", "", "", "", "", result.text("project_id"), Map.of()),
        "openai",
        "",
        result.text("line_item"),
        usd);
  }
}
