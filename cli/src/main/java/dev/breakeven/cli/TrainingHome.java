package dev.breakeven.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A home folder with made-up logs of Claude Code and Codex and a made-up trace, gone when closed:
/// enough lines for the virtual machine to see which way reading them and planning goes.
record TrainingHome(Path folder) implements AutoCloseable {
  private static final int SESSIONS = 12;
  private static final int ANSWERS = 60;
  private static final int REQUESTS = 5_000;
  private static final String TEXT =
      "Reads the \\\"usage\\\" of each line,\\n{then sums} it. ".repeat(20);

  static TrainingHome create() {
    try {
      TrainingHome home = new TrainingHome(Files.createTempDirectory("breakeven-warm"));
      for (int session = 0; session < SESSIONS; session++) {
        home.write(".claude/projects/-home-ada-app%d".formatted(session / 6), session, true);
        home.write(".codex/sessions", session, false);
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An hour of requests, evenly spread, of lengths up to a few thousand tokens.
  Path trace() {
    StringBuilder rows = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int i = 0; i < REQUESTS; i++) {
      int second = i * 3_600 / REQUESTS;
      rows.append(
          "2026-01-02 10:%02d:%02d.%07d,%d,%d\n"
              .formatted(second / 60, second % 60, i, 20 + i * 7_919 % 4_001, 1 + i * 31 % 487));
    }
    try {
      return Files.writeString(folder.resolve("trace.csv"), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String into, int session, boolean claude) throws IOException {
    Path logs = Files.createDirectories(folder.resolve(into));
    StringBuilder lines = new StringBuilder(claude ? "" : codexHead(session));
    for (int answer = 0; answer < ANSWERS; answer++) {
      String time = "2026-01-02T%02d:%02d:00.000Z".formatted(session, answer);
      lines.append(claude ? claudeAnswer(session, answer, time) : codexTurn(answer + 1, time));
    }
    Files.writeString(logs.resolve("session-%d.jsonl".formatted(session)), lines);
  }

  private static String claudeAnswer(int session, int answer, String time) {
    String line =
        """
        {"cwd":"/home/ada/app%d","sessionId":"s%d","version":"2.1.0","uuid":"u","timestamp":"%s",\
        """
            .formatted(session / 6, session, time);
    String model =
        List.of("claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101").get(answer % 2);
    return """
        %1$s"type":"user","message":{"role":"user","content":"%2$s"}}
        %1$s"type":"assistant","requestId":"r%3$d-%4$d","message":{"model":"%5$s","id":"m%3$d-%4$d",\
        "content":[{"type":"text","text":"%2$s"}],"stop_reason":"end_turn","usage":{"input_tokens":9,\
        "cache_creation_input_tokens":800,"cache_read_input_tokens":%6$d,"output_tokens":70,\
        "cache_creation":{"ephemeral_5m_input_tokens":800,"ephemeral_1h_input_tokens":0},\
        "service_tier":"standard"}}}
        """
        .formatted(line, TEXT, session, answer, model, 900 * answer);
  }

  private static String codexHead(int session) {
    return """
        {"timestamp":"2026-01-02T00:00:00.000Z","type":"session_meta","payload":{"id":"c%d",\
        "cwd":"/home/ada/app","model_provider":"openai"}}
        {"timestamp":"2026-01-02T00:00:00.000Z","type":"turn_context",\
        "payload":{"cwd":"/home/ada/app","model":"gpt-5-codex"}}
        """
        .formatted(session);
  }

  private static String codexTurn(int turn, String time) {
    String usage =
        """
        {"input_tokens":%d,"cached_input_tokens":%d,"output_tokens":%d,"reasoning_output_tokens":%d}""";
    return """
        {"timestamp":"%1$s","type":"response_item","payload":{"type":"message","content":"%2$s"}}
        {"timestamp":"%1$s","type":"event_msg","payload":{"type":"token_count","info":{\
        "total_token_usage":%3$s,"last_token_usage":%4$s}}}
        """
        .formatted(
            time,
            TEXT,
            usage.formatted(5_000 * turn, 4_000 * turn, 90 * turn, 40 * turn),
            usage.formatted(5_000, 4_000, 90, 40));
  }

  @Override
  public void close() {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
