package dev.breakeven.ingest.usage.source;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.InvoiceLine;

/// Who is given what is read, as it is read.
public interface UsageReceiver {
  /// A call whose id was not there before.
  void attempt(Attempt attempt);

  /// What a later row tells of a call that was given before, with more tokens: it takes the place
  /// of the attempt with its id. Whoever adds up must take the earlier one back.
  void replacement(Attempt attempt);

  /// A line of a bill whose id was not there before; no call, and no list price.
  void invoice(InvoiceLine line);

  /// What a later export says of a line that was given before: it takes the place of the line with
  /// its id.
  void replacement(InvoiceLine line);
}
