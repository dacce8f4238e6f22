/// Any table of calls whose columns the user names; quirks are in the README beside the sources.
///
/// Entry types: [MappedSource][dev.breakeven.ingest.usage.mapped.MappedSource] and
/// [ColumnMap][dev.breakeven.ingest.usage.mapped.ColumnMap].
@NullMarked
package dev.breakeven.ingest.usage.mapped;

import org.jspecify.annotations.NullMarked;
