/// Our own trace format: JSONL; quirks are in the README beside the sources.
///
/// Entry type: [OwnFormat][dev.breakeven.ingest.trace.own.OwnFormat].
@NullMarked
package dev.breakeven.ingest.trace.own;

import org.jspecify.annotations.NullMarked;
