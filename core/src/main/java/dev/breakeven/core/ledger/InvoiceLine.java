package dev.breakeven.core.ledger;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An amount on a bill for a span of time: no call, no tokens, and never added to list prices.
///
/// `id` is the same however often the line is read. `item` is the vendor's own wording. A credit is
/// negative. `source` says where the line comes from, such as `openai-costs`.
public record InvoiceLine(
    String id,
    Instant from,
    Instant to,
    String source,
    Scope scope,
    String provider,
    String model,
    String item,
    Usd usd) {
  public InvoiceLine {
    if (id.isEmpty() || to.isBefore(from)) {
      throw new IllegalArgumentException(
          "invoice line: needs an id and a span that ends after it begins");
    }
  }

  /// The line as a row of the ledger: of no call and no tokens, told apart by its charge.
  public Attempt toAttempt() {
    Map<String, String> tags = new TreeMap<>(scope.tags());
    tags.put("invoice_item", item);
    tags.put("invoice_to", to.toString());
    return new Attempt(
        new AttemptId(id, 1),
        from,
        source,
        new Scope(
            scope.key(),
            scope.service(),
            scope.team(),
            scope.tenant(),
            scope.user(),
            scope.session(),
            scope.project(),
            tags),
        Call.of(model, provider),
        new Metered(
            Metered.State.REPORTED,
            Usage.NONE,
            Map.of(Metered.REQUESTS, 0L, Metered.BILLED, usd.nanos())),
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        new Cost.Priced(usd, Basis.INVOICE, ""),
        Optional.empty(),
        "");
  }
}
