/// Our own JSON documents: one writer a verb, each the whole output of a run with `--json`.
///
/// Amounts are exact decimals; a key whose value is not known or not computed yet is null.
@NullMarked
package dev.breakeven.wire.report;

import org.jspecify.annotations.NullMarked;
