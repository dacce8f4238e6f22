/// Metrics of GPUs and inference engines, from the HTTP API of Prometheus or saved answers of it.
///
/// Entry type: [Prometheus][dev.breakeven.ingest.metrics.Prometheus].
@NullMarked
package dev.breakeven.ingest.metrics;

import org.jspecify.annotations.NullMarked;
