/// Traces from files: the format found by content, every row accepted or counted.
///
/// Entry type: [TraceFiles][dev.breakeven.ingest.trace.TraceFiles].
@NullMarked
package dev.breakeven.ingest.trace;

import org.jspecify.annotations.NullMarked;
