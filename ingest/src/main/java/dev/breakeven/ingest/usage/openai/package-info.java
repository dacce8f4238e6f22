/// Usage and costs of an OpenAI organisation; quirks are in the README beside the sources.
///
/// Entry types: [OpenAiUsageSource][dev.breakeven.ingest.usage.openai.OpenAiUsageSource] and
/// [OpenAiCostsSource][dev.breakeven.ingest.usage.openai.OpenAiCostsSource].
@NullMarked
package dev.breakeven.ingest.usage.openai;

import org.jspecify.annotations.NullMarked;
