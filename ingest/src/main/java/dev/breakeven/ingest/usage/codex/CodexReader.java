package dev.breakeven.ingest.usage.codex;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.LogSource;
import dev.breakeven.ingest.usage.source.MarkedLines;
import dev.breakeven.ingest.usage.source.SeenCalls;
import dev.breakeven.ingest.usage.source.StatedTime;
import dev.breakeven.ingest.usage.source.TokenCounts;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Turns the cumulative counters of sessions into calls; one reader for all files of a run.
final class CodexReader implements LogSource.LogReader {

  private final CodexSource source;
  private final UsageSink sink;
  private final StatedTime time = new StatedTime();
  private final Lineage lineage = new Lineage();
  private final SeenCalls twins = new SeenCalls();
  private File file = new File("");

  /// What the file at hand has said so far.
  private static final class File {
    final String name;
    String session = "";
    String parent = "";
    String provider = "openai";
    String project = "";
    String model = "";
    Optional<Lineage.Session> readings = Optional.empty();
    Counter total = Counter.ZERO;
    boolean turns;

    File(String name) {
      this.name = name;
    }
  }

  CodexReader(CodexSource source, UsageSink sink) {
    this.source = source;
    this.sink = sink;
  }

  @Override
  public void begin(String name) {
    file = new File(name);
  }

  @Override
  public void end() {
    file.readings.ifPresent(readings -> lineage.end(identity(file), file.parent, readings));
    if (file.readings.isEmpty() && file.turns) {
      sink.withoutUsage();
    }
  }

  @Override
  public void row(JsonObject line, MarkedLines.Place place) {
    JsonObject payload = line.object("payload");
    switch (line.text("type")) {
      case "session_meta" -> meta(payload, file);
      case "turn_context" -> {
        file.turns = true;
        file.model = payload.has("model") ? payload.text("model") : file.model;
        if (file.project.isEmpty()) {
          file.project = lastPart(payload.text("cwd"));
        }
      }
      case "event_msg" -> {
        if (payload.text("type").equals("token_count") && payload.has("info")) {
          count(line, payload.object("info"), place);
        }
      }
      default -> {}
    }
  }

  /// The first of a file is its own; those after it were copied with the history of its parents.
  private static void meta(JsonObject payload, File file) {
    if (!file.session.isEmpty()) {
      return;
    }
    file.session = payload.text("id");
    file.parent = payload.text("forked_from_id");
    if (file.parent.isEmpty()) {
      file.parent =
          payload
              .object("source")
              .object("subagent")
              .object("thread_spawn")
              .text("parent_thread_id");
    }
    if (!payload.text("model_provider").isEmpty()) {
      file.provider = payload.text("model_provider");
    }
    file.project = lastPart(payload.text("cwd"));
  }

  private static String lastPart(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private void count(JsonObject line, JsonObject info, MarkedLines.Place place) {
    boolean hasLast = info.has("last_token_usage");
    Counter last = Counter.of(info.object("last_token_usage"));
    Counter total =
        info.has("total_token_usage") ? Counter.of(info.object("total_token_usage")) : last;
    if (!total.isUsable() || !last.isUsable()) {
      sink.reject(TokenCounts.NO_COUNT, place);
      return;
    }
    if (!info.text("model").isEmpty()) {
      file.model = info.text("model");
    }
    boolean cumulative = info.has("total_token_usage");
    if (cumulative && file.readings.isPresent() && total.equals(file.total)) {
      return; // the same reading again
    }
    Lineage.Session readings =
        file.readings.orElseGet(() -> lineage.begin(identity(file), file.parent));
    boolean first = file.readings.isEmpty();
    file.readings = Optional.of(readings);
    boolean copy = readings.copies(total);
    Counter added = total.since(file.total);
    if (!cumulative || (hasLast && (first || !added.isUsable()))) {
      added = last;
    } else if (!added.isUsable()) {
      added = total;
    }
    file.total = total;
    call(line, added, new Reading(file, readings.size(), total, copy), place);
  }

  /// A reading that is new in its file: its number, and whether another file had it before.
  private record Reading(File file, int number, Counter total, boolean copy) {}

  private void call(JsonObject line, Counter added, Reading reading, MarkedLines.Place place) {
    Optional<Instant> at = time.read(line.value("timestamp").orElse(""));
    if (at.isEmpty()) {
      sink.reject("no timestamp", place);
      return;
    }
    String twin = at.get() + " " + reading.total();
    boolean seen = twins.put(twin, 0) != SeenCalls.NEW;
    if (reading.copy() || seen) {
      sink.duplicate();
      return;
    }
    switch (added.counts().split(source.tokenFields())) {
      case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, place);
      case TokenCounts.Split.Disjoint(Usage usage) -> {
        if (usage.total().count() > 0) {
          sink.attempt(attempt(reading, at.get(), usage));
        }
      }
    }
  }

  private static String identity(File file) {
    return file.session.isEmpty() ? lastPart(file.name) : file.session;
  }

  private static Attempt attempt(Reading reading, Instant at, Usage usage) {
    File file = reading.file();
    return new Attempt(
        new AttemptId(CodexSource.NAME + ":" + identity(file) + ":" + reading.number(), 1),
        at,
        CodexSource.NAME,
        new Scope("", "", "", "", "", identity(file), file.project, Map.of()),
        new Call(
            "openai",
            "",
            file.model,
            file.model,
            file.provider,
            "",
            "",
            "",
            OptionalDouble.empty(),
            ServiceClass.STANDARD,
            true),
        Metered.reported(usage),
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        ListPrices.NOT_PRICED,
        Optional.empty(),
        "");
  }
}
