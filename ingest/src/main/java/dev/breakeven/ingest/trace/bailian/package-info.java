/// Qwen-Bailian usage traces: JSONL with block hashes; quirks are in the README beside the sources.
///
/// Entry type: [BailianFormat][dev.breakeven.ingest.trace.bailian.BailianFormat].
@NullMarked
package dev.breakeven.ingest.trace.bailian;

import org.jspecify.annotations.NullMarked;
