/// BurstGPT traces: CSV; quirks are in the README beside the sources.
///
/// Entry type: [BurstGptFormat][dev.breakeven.ingest.trace.burstgpt.BurstGptFormat].
@NullMarked
package dev.breakeven.ingest.trace.burstgpt;

import org.jspecify.annotations.NullMarked;
