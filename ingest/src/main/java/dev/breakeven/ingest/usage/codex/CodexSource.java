package dev.breakeven.ingest.usage.codex;

import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.LogSource;
import dev.breakeven.ingest.usage.source.MarkedLines;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.util.Set;

/// The session logs of Codex, called rollouts: one JSON object a line, one file a session.
public final class CodexSource implements LogSource {
  public static final String NAME = "codex";

  private static final MarkedLines MARKS =
      new MarkedLines(
          Set.of(
              "timestamp",
              "type",
              "payload",
              "id",
              "forked_from_id",
              "source",
              "subagent",
              "thread_spawn",
              "parent_thread_id",
              "model_provider",
              "cwd",
              "model",
              "info",
              "last_token_usage",
              "total_token_usage",
              "input_tokens",
              "cached_input_tokens",
              "output_tokens",
              "reasoning_output_tokens"),
          "\"token_count\"",
          "\"turn_context\"",
          "\"session_meta\"");

  @Override
  public String name() {
    return NAME;
  }

  /// Cached tokens are part of the input, reasoning is part of the output.
  @Override
  public TokenFields tokenFields() {
    return TokenFields.NESTED;
  }

  @Override
  public boolean recognises(Head head) {
    return head.hasLineWith("timestamp", "type", "payload");
  }

  /// All sessions: a branch may begin with a copy of any other.
  @Override
  public String group(String file) {
    return "";
  }

  @Override
  public MarkedLines marks() {
    return MARKS;
  }

  @Override
  public LogReader logReader(UsageSink sink) {
    return new CodexReader(this, sink);
  }
}
