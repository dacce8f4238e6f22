/// How much may be spent, and whether it was.
///
/// Entry types: [Spend][dev.breakeven.core.budget.Spend] of a period and
/// [SpendLimit][dev.breakeven.core.budget.SpendLimit], which judges it.
@NullMarked
package dev.breakeven.core.budget;

import org.jspecify.annotations.NullMarked;
