package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Usd;

/// What the attempts of one scope that asked for one model count for, together: what each cost, or
/// what is [held][Metered#HELD] for one of which nobody knows.
public record ScopeSpend(Scope scope, String model, Usd usd) {}
