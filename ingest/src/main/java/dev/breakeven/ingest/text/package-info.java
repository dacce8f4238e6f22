/// Inputs as bounded lines of bytes: opened, decompressed, and read as far as they can be.
///
/// Entry types: [TextSource][dev.breakeven.ingest.text.TextSource] and
/// [Lines][dev.breakeven.ingest.text.Lines].
@NullMarked
package dev.breakeven.ingest.text;

import org.jspecify.annotations.NullMarked;
