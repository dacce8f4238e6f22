/// Azure LLM inference traces: CSV; quirks are in the README beside the sources.
///
/// Entry type: [AzureFormat][dev.breakeven.ingest.trace.azure.AzureFormat].
@NullMarked
package dev.breakeven.ingest.trace.azure;

import org.jspecify.annotations.NullMarked;
