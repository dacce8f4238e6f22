package dev.breakeven.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A home with logs of coding agents in the shape in which they write them.
record AgentHome(Path folder) {
  private static final String CLAUDE =
      """
      {"type":"assistant","sessionId":"%s","timestamp":"%s","requestId":"req_%s","isSidechain":false,\
      "message":{"id":"msg_%s","type":"message","role":"assistant","model":"%s","content":[],\
      "stop_reason":"end_turn","usage":{"input_tokens":%d,"cache_creation_input_tokens":%d,\
      "cache_read_input_tokens":%d,"output_tokens":%d,"service_tier":"standard"}}}
      """;

  /// One answer of Claude Code.
  void claude(
      String session,
      String at,
      String id,
      String model,
      int input,
      int write,
      int read,
      int output)
      throws IOException {
    append(
        ".claude/projects/-home-ada-app/" + session + ".jsonl",
        CLAUDE.formatted(session, at, id, id, model, input, write, read, output));
  }

  /// A session of Codex with one answer; cached tokens are part of the input, reasoning of the
  /// output.
  void codex(
      String session, String at, String model, int input, int cached, int output, int reasoned)
      throws IOException {
    String usage =
        """
        {"input_tokens":%d,"cached_input_tokens":%d,"output_tokens":%d,"reasoning_output_tokens":%d,\
        "total_tokens":%d}"""
            .formatted(input, cached, output, reasoned, input + output);
    append(
        ".codex/sessions/2026/11/rollout-" + session + ".jsonl",
        """
        {"timestamp":"%1$s","type":"session_meta","payload":{"id":"%2$s","cwd":"/home/ada/app",\
        "model_provider":"openai"}}
        {"timestamp":"%1$s","type":"turn_context","payload":{"cwd":"/home/ada/app","model":"%3$s"}}
        {"timestamp":"%1$s","type":"event_msg","payload":{"type":"token_count","info":\
        {"total_token_usage":%4$s,"last_token_usage":%4$s}}}
        """
            .formatted(at, session, model, usage));
  }

  void append(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// Ten days of five calls of Claude Code and one of Codex.
  static AgentHome usual(Path folder) throws IOException {
    AgentHome home = new AgentHome(folder);
    String sonnet = "claude-sonnet-4-5-20250929";
    home.claude("s1", "2026-11-01T00:00:00.000Z", "1", sonnet, 10, 100_000, 0, 1_000);
    home.claude("s1", "2026-11-01T00:05:00.000Z", "2", sonnet, 10, 2_000, 100_000, 500);
    home.claude("s2", "2026-11-05T10:00:00.000Z", "3", sonnet, 10, 100_000, 0, 100);
    home.claude("s3", "2026-11-06T10:00:00.000Z", "4", sonnet, 1_000, 0, 0, 100);
    home.claude(
        "s3", "2026-11-06T10:01:00.000Z", "5", "claude-haiku-4-5-20251001", 1_000, 0, 0, 100);
    home.codex("c1", "2026-11-11T00:00:00.000Z", "gpt-5-codex", 10_000, 8_000, 1_000, 400);
    return home;
  }
}
