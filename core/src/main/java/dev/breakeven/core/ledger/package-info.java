/// What happened: every upstream attempt of every call, its tokens, its cost and how both are
/// known.
///
/// Entry types: [Attempt][dev.breakeven.core.ledger.Attempt], one row of the ledger, and the ports
/// [LedgerWriter][dev.breakeven.core.ledger.LedgerWriter] and
/// [LedgerReader][dev.breakeven.core.ledger.LedgerReader].
@NullMarked
package dev.breakeven.core.ledger;

import org.jspecify.annotations.NullMarked;
