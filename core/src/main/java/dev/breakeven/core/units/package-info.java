/// Exact quantities: money, prices, tokens, ratios, and figures that know where they come from.
///
/// Entry types: [Usd][dev.breakeven.core.units.Usd] for amounts,
/// [TokenRate][dev.breakeven.core.units.TokenRate] for list prices,
/// [Ratio][dev.breakeven.core.units.Ratio] for everything derived, and
/// [Figure][dev.breakeven.core.units.Figure] for a value with its basis and derivation.
@NullMarked
package dev.breakeven.core.units;

import org.jspecify.annotations.NullMarked;
