package dev.breakeven.ingest.usage;

import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.usage.anthropic.AnthropicCostSource;
import dev.breakeven.ingest.usage.anthropic.AnthropicUsageSource;
import dev.breakeven.ingest.usage.claudecode.ClaudeCodeSource;
import dev.breakeven.ingest.usage.codex.CodexSource;
import dev.breakeven.ingest.usage.litellm.LiteLlmSource;
import dev.breakeven.ingest.usage.openai.OpenAiCostsSource;
import dev.breakeven.ingest.usage.openai.OpenAiUsageSource;
import dev.breakeven.ingest.usage.otel.OtelSource;
import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.Optional;

/// The sources there are: a new one is a package and a line here.
public final class UsageSources {
  /// In the order in which they are asked: logs that may quote other logs go first.
  public static final List<UsageSource> ALL =
      List.of(
          new ClaudeCodeSource(),
          new CodexSource(),
          new LiteLlmSource(),
          new OpenAiUsageSource(),
          new OpenAiCostsSource(),
          new AnthropicUsageSource(),
          new AnthropicCostSource(),
          new OtelSource());

  /// All of the beginning: a document may name what it is late.
  private static final int LINES = Integer.MAX_VALUE;

  private UsageSources() {}

  /// The source of a file that begins with `lines`, asked without reading them.
  static Optional<UsageSource> of(List<UsageSource> sources, Lines lines) {
    Head head = Head.of(lines.peek(LINES));
    return sources.stream().filter(source -> source.recognises(head)).findFirst();
  }
}
