package dev.breakeven.store;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// What a settlement did: `calls` share `allocated`, the rest of `rent` is `idle`. Calls without a
/// known duration got no share and stay as they were.
public record Settled(
    long calls, long withoutDuration, Usd rent, Usd allocated, Usd idle, Ratio busy) {}
