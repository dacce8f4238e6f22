/// What calls use and cost: prices, rows of the ledger, counters.
///
/// Start at [dev.breakeven.gateway.metering.AttemptRecord].
@NullMarked
package dev.breakeven.gateway.metering;

import org.jspecify.annotations.NullMarked;
