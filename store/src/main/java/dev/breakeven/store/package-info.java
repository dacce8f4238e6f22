/// The ledger as a folder: hot segments of JSON lines, Parquet by day, one manifest that names
/// both.
///
/// Entry type: [Ledger][dev.breakeven.store.Ledger].
@NullMarked
package dev.breakeven.store;

import org.jspecify.annotations.NullMarked;
