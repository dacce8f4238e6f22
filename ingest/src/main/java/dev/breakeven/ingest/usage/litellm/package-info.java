/// Spend logs of the LiteLLM proxy, exported or live; quirks are in the README beside the sources.
///
/// Entry types: [LiteLlmSource][dev.breakeven.ingest.usage.litellm.LiteLlmSource] for files,
/// [LiteLlmDatabase][dev.breakeven.ingest.usage.litellm.LiteLlmDatabase] for the database.
@NullMarked
package dev.breakeven.ingest.usage.litellm;

import org.jspecify.annotations.NullMarked;
