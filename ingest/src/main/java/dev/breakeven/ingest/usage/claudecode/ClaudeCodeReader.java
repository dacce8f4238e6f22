package dev.breakeven.ingest.usage.claudecode;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.LogSource;
import dev.breakeven.ingest.usage.source.MarkedLines;
import dev.breakeven.ingest.usage.source.StatedTime;
import dev.breakeven.ingest.usage.source.TokenCounts;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the files of one project and joins the lines of each call.
///
/// A call stands on a line for each block of its
/// answer, and again in resumed sessions and sidechains.
final class ClaudeCodeReader implements LogSource.LogReader {
  private static final String SYNTHETIC = "<synthetic>";

  private final ClaudeCodeSource source;
  private final UsageSink sink;
  private final StatedTime time = new StatedTime();
  private final ProjectName projectName = new ProjectName();
  private final Map<CallKey, Held> calls = new LinkedHashMap<>();
  private final Set<String> messages = new HashSet<>();
  private String folder = "";
  private int file;

  private record CallKey(String message, String request) {}

  /// A call and the file that told of it last.
  private record Held(ClaudeCodeCall call, int file) {}

  ClaudeCodeReader(ClaudeCodeSource source, UsageSink sink) {
    this.source = source;
    this.sink = sink;
  }

  @Override
  public void begin(String name) {
    folder = source.project(name);
    file++;
  }

  @Override
  public void row(JsonObject line, MarkedLines.Place place) {
    JsonObject message = line.object("message");
    if (!message.has("usage") || message.text("model").equals(SYNTHETIC)) {
      return; // a tool's result that counts a subagent's tokens, or a message no model wrote
    }
    Optional<Instant> at = time.read(line.text("timestamp"));
    if (at.isEmpty()) {
      sink.reject("no timestamp", place);
      return;
    }
    if (message.text("id").isEmpty()) {
      sink.reject("no message id to tell the call by", place);
      return;
    }
    switch (counts(message.object("usage")).split(source.tokenFields())) {
      case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, place);
      case TokenCounts.Split.Disjoint(Usage usage) ->
          join(ClaudeCodeCall.of(line, at.get(), projectName.of(folder, line.text("cwd")), usage));
    }
  }

  private static TokenCounts counts(JsonObject usage) {
    long written = usage.tokens("cache_creation_input_tokens");
    JsonObject split = usage.object("cache_creation");
    long hour = split.tokens("ephemeral_1h_input_tokens");
    long minutes = split.tokens("ephemeral_5m_input_tokens");
    boolean splitAgrees = hour >= 0 && minutes >= 0 && hour + minutes == written;
    if (!splitAgrees && !usage.has("cache_creation_input_tokens")) {
      written = hour + minutes;
      splitAgrees = true;
    }
    return new TokenCounts(
        usage.tokens("input_tokens"),
        usage.tokens("cache_read_input_tokens"),
        splitAgrees ? minutes : written,
        splitAgrees ? hour : 0,
        usage.tokens("output_tokens"),
        usage.object("output_tokens_details").tokens("thinking_tokens"));
  }

  private void join(ClaudeCodeCall call) {
    CallKey key = new CallKey(call.message(), call.request());
    Held before = calls.get(key);
    if (before == null) {
      calls.put(key, new Held(call, file));
      return;
    }
    if (before.call().disagrees(call)) {
      sink.conflict();
    } else if (before.file() != file) {
      sink.duplicate();
    }
    calls.put(key, new Held(before.call().or(call), file));
  }

  /// Gives on what the project holds; a sidechain's copy of a message is no call of its own.
  @Override
  public void finish() {
    for (boolean sidechain : new boolean[] {false, true}) {
      for (Held held : calls.values()) {
        if (held.call().sidechain() == sidechain) {
          boolean first = messages.add(held.call().message());
          if (sidechain && !first) {
            sink.duplicate();
          } else {
            sink.attempt(held.call().attempt());
          }
        }
      }
    }
    calls.clear();
    messages.clear();
  }
}
