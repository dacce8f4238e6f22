/// Where the money goes and what of it is waste, from bills, telemetry, clusters and the ledger.
///
/// Entry type: [Audit][dev.breakeven.core.audit.Audit].
@NullMarked
package dev.breakeven.core.audit;

import org.jspecify.annotations.NullMarked;
