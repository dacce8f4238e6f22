/// Usage and cost reports of an Anthropic organisation; quirks are in the README beside the
/// sources.
///
/// Entry types: [AnthropicUsageSource][dev.breakeven.ingest.usage.anthropic.AnthropicUsageSource]
/// and [AnthropicCostSource][dev.breakeven.ingest.usage.anthropic.AnthropicCostSource].
@NullMarked
package dev.breakeven.ingest.usage.anthropic;

import org.jspecify.annotations.NullMarked;
