/// Which replica serves a request, how saturated it is, and when to spill to an API.
///
/// Pure and without allocation a request: the simulator and a gateway ask the same code. Entry
/// types: [BalancePolicy][dev.breakeven.core.balance.BalancePolicy] and
/// [SpillRule][dev.breakeven.core.balance.SpillRule].
@NullMarked
package dev.breakeven.core.balance;

import org.jspecify.annotations.NullMarked;
