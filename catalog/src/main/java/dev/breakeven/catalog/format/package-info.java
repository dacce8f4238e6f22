/// The catalog's own file formats: API rows as JSON lines, everything else as CSV.
///
/// Entry types: [ApiRowReader][dev.breakeven.catalog.format.ApiRowReader] and
/// [ApiRowWriter][dev.breakeven.catalog.format.ApiRowWriter] for hosted prices,
/// [Csv][dev.breakeven.catalog.format.Csv] for tables. Every error names file, line and remedy.
@NullMarked
package dev.breakeven.catalog.format;

import org.jspecify.annotations.NullMarked;
