package dev.breakeven.core.plan;

import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Usd;

/// One line of a monthly cost, with where it comes from.
public record CostLine(String name, Figure<Usd> monthly) {}
