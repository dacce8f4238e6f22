/// OpenTelemetry spans of model calls; quirks are in the README beside the sources.
///
/// Entry type: [OtelSource][dev.breakeven.ingest.usage.otel.OtelSource].
@NullMarked
package dev.breakeven.ingest.usage.otel;

import org.jspecify.annotations.NullMarked;
