/// What a trace format is made of, and the parts that formats share.
///
/// Entry type: [TraceFormat][dev.breakeven.ingest.trace.format.TraceFormat].
@NullMarked
package dev.breakeven.ingest.trace.format;

import org.jspecify.annotations.NullMarked;
