/// What happened: every upstream attempt of every call, its tokens, its cost and how both are
/// known.
///
/// Entry type: [Attempt][dev.breakeven.core.ledger.Attempt], one row of the ledger.
@NullMarked
package dev.breakeven.core.ledger;

import org.jspecify.annotations.NullMarked;
