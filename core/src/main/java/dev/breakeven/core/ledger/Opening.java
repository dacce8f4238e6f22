package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Usd;
import java.time.Instant;

/// That an attempt is about to be sent: written before the upstream is called.
///
/// Until the attempt is closed it counts at `reserved`, its worst case, also after a crash.
public record Opening(AttemptId id, Instant at, Scope scope, Usd reserved) {}
