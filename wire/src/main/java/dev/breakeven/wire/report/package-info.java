/// Our own JSON documents: one writer a verb, keys as `docs/reference/json.md` lists them.
///
/// Amounts are exact decimals; a key whose value is not known or not computed yet is null.
@NullMarked
package dev.breakeven.wire.report;

import org.jspecify.annotations.NullMarked;
