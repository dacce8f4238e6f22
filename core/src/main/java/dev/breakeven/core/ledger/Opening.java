package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Usd;
import java.time.Instant;

/// That an attempt is about to be sent: written before the upstream is called.
///
/// Until the attempt is closed it counts at `reserved`, its worst case, also after a crash. `model`
/// is the one that the client asked for; empty where that is not known.
public record Opening(AttemptId id, Instant at, Scope scope, String model, Usd reserved) {}
