package dev.breakeven.ask.tool;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Redaction;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.plan.Plan;
import java.time.Instant;

/// What tools read. Nothing here changes anything, nor contacts anybody but the user's own sources.
public interface Facts {
  Instant now();

  /// What is taken out of names that the user did not choose for everybody to see.
  Redaction redaction();

  /// The picture of all sources, its names redacted; made anew only when it has grown old.
  AuditReport audit();

  /// Sums of the ledger, whose names are not redacted.
  UsageReport usage(UsageQuery query);

  Market market();

  Plan plan(PlanQuestion question);
}
