package dev.breakeven.ingest.usage.claudecode;

import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.LogSource;
import dev.breakeven.ingest.usage.source.MarkedLines;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.util.Set;

/// The session logs of Claude Code: one JSON object a line, one file a session or subagent.
public final class ClaudeCodeSource implements LogSource {
  public static final String NAME = "claude-code";

  private static final MarkedLines USAGE =
      new MarkedLines(
          Set.of(
              "timestamp",
              "requestId",
              "isSidechain",
              "sessionId",
              "cwd",
              "costUSD",
              "message",
              "id",
              "model",
              "stop_reason",
              "usage",
              "input_tokens",
              "cache_read_input_tokens",
              "cache_creation_input_tokens",
              "cache_creation",
              "ephemeral_5m_input_tokens",
              "ephemeral_1h_input_tokens",
              "output_tokens",
              "output_tokens_details",
              "thinking_tokens",
              "service_tier",
              "speed",
              "server_tool_use",
              "web_search_requests",
              "web_fetch_requests"),
          "\"usage\"");
  private static final String PROJECTS = "/projects/";

  @Override
  public String name() {
    return NAME;
  }

  /// Cache reads and writes stand beside the input; thinking is part of the output.
  @Override
  public TokenFields tokenFields() {
    return new TokenFields(false, true);
  }

  @Override
  public boolean recognises(Head head) {
    return head.hasLineWith("sessionId", "type", "uuid")
        || head.hasLineWith("sessionId", "type", "message")
        || head.hasLineWith("type", "summary", "leafUuid")
        || head.hasLineWith("type", "messageId", "snapshot")
        || head.hasLineWith("sessionId", "type", "operation");
  }

  /// A project: resumed sessions and subagents repeat calls of other files in it.
  @Override
  public String group(String file) {
    String path = file.replace('\\', '/');
    int projects = path.lastIndexOf(PROJECTS);
    int end = projects < 0 ? path.lastIndexOf('/') : path.indexOf('/', projects + 10);
    return end < 0 ? "" : path.substring(0, end);
  }

  /// The name of the project folder of `file`; empty when there is none.
  String project(String file) {
    String group = group(file);
    return group.contains(PROJECTS) ? group.substring(group.lastIndexOf('/') + 1) : "";
  }

  @Override
  public MarkedLines marks() {
    return USAGE;
  }

  @Override
  public LogReader logReader(UsageSink sink) {
    return new ClaudeCodeReader(this, sink);
  }
}
