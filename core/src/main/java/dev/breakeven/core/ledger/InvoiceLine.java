package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Usd;
import java.time.Instant;

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
}
