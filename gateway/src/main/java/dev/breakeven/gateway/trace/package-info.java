/// Calls as traces of OpenTelemetry, sent beside them where the environment names a collector.
///
/// Start at [dev.breakeven.gateway.trace.Traces].
@NullMarked
package dev.breakeven.gateway.trace;

import org.jspecify.annotations.NullMarked;
