package dev.breakeven.gateway.metering;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.JsonOut;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;

/// One line of JSON a call, without a word of any prompt or answer, written on a thread of its own.
/// Thread-safe.
///
/// A disk that stalls or is full loses lines, never calls: those lost are counted.
public final class AccessLog implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");
  private static final int MOST_WAITING = 10_000;

  private final Optional<Path> file;
  private final Counters counters;
  private final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Optional<Thread> thread;

  /// A call that has ended at `at`. `problem` is the code of its error, empty where there is none;
  /// `last` is the row of its last attempt, and `usd` what all attempts cost, where that is known.
  public record Line(
      Instant at,
      String requestId,
      Scope scope,
      String path,
      String model,
      boolean stream,
      int status,
      String problem,
      int attempts,
      Optional<Attempt> last,
      Optional<Usd> usd,
      long millis) {}

  /// Without a file nothing is written. Throws [BreakevenException] when it cannot be opened.
  public AccessLog(Optional<Path> file, Counters counters) {
    this.file = file;
    this.counters = counters;
    thread =
        file.map(
            path -> {
              Writer out = open(path);
              return Thread.ofPlatform().daemon().name("access-log").start(() -> run(out));
            });
  }

  private static Writer open(Path path) {
    try {
      return Files.newBufferedWriter(
          path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "the access log cannot be written",
          path.toString(),
          "Check that its folder is there and may be written.");
    }
  }

  /// The file; empty when nothing is written.
  public Optional<Path> file() {
    return file;
  }

  public void add(Line line) {
    if (thread.isPresent() && !lines.offer(line)) {
      counters.accessLost.increment();
    }
  }

  private void run(Writer out) {
    List<Line> batch = new ArrayList<>();
    try (BufferedWriter writer = new BufferedWriter(out)) {
      boolean open = true;
      while (open) {
        try {
          batch.add(lines.take());
        } catch (InterruptedException e) {
          open = false;
        }
        lines.drainTo(batch);
        batch.forEach(line -> write(writer, line));
        writer.flush();
        batch.clear();
      }
    } catch (IOException e) {
      counters.accessLost.add(lines.size());
      LOG.log(Level.WARNING, "the access log cannot be closed: {0}", e.getMessage());
    }
  }

  private void write(Writer out, Line line) {
    try {
      out.write(text(line));
      out.flush();
    } catch (IOException e) {
      counters.accessLost.increment();
    }
  }

  private static String text(Line line) {
    StringWriter text = new StringWriter();
    JsonOut.write(
        text,
        json -> {
          json.text("time", line.at().toString())
              .text("request_id", line.requestId())
              .text("key", line.scope().key())
              .text("service", line.scope().service())
              .text("tag", line.scope().tag())
              .text("path", line.path())
              .text("model", line.model())
              .flag("stream", line.stream())
              .number("status", line.status())
              .text("error", line.problem())
              .number("attempts", line.attempts());
          json.optional("answered_by", line.last(), row -> answered(json, row));
          json.optional(
              "usd", line.usd(), usd -> json.decimal("usd", new BigDecimal(usd.toString())));
          json.number("duration_ms", line.millis());
        });
    return text.toString();
  }

  /// What the last attempt was and used.
  private static void answered(JsonOut json, Attempt row) {
    json.object(
        "answered_by",
        inner -> {
          inner
              .text("upstream", row.call().endpoint())
              .text("provider", row.call().provider())
              .text("model", row.call().modelServed())
              .text("reason", row.call().routeReason())
              .text("usage", row.metered().state().name().toLowerCase(Locale.ROOT))
              .number("input_tokens", row.metered().usage().totalInput())
              .number("output_tokens", row.metered().usage().totalOutput());
          millis(inner, "upstream_ms", row.timing().queueMillis());
          millis(inner, "ttft_ms", row.timing().ttftMillis());
        });
  }

  private static void millis(JsonOut json, String key, OptionalLong value) {
    value.ifPresentOrElse(millis -> json.number(key, millis), () -> json.none(key));
  }

  /// Writes what waits and ends.
  @Override
  public void close() {
    thread.ifPresent(
        running -> {
          running.interrupt();
          try {
            running.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
