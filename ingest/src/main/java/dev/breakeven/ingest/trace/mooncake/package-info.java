/// Mooncake traces: JSONL with block hashes; quirks are in the README beside the sources.
///
/// Entry type: [MooncakeFormat][dev.breakeven.ingest.trace.mooncake.MooncakeFormat].
@NullMarked
package dev.breakeven.ingest.trace.mooncake;

import org.jspecify.annotations.NullMarked;
