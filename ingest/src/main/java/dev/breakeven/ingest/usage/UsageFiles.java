package dev.breakeven.ingest.usage;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.ingest.usage.source.LogReading;
import dev.breakeven.ingest.usage.source.SourceCount;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Reads usage logs and bills: any of the sources, plain, gzip or zstd, told by content.
///
/// Rows are given on as they come, in the order of the files, so that a folder may be larger than
/// memory; other threads only look a few small log files ahead. Same files, same attempts in the
/// same order.
public final class UsageFiles {
  private final List<UsageSource> sources;
  private final UnaryOperator<Attempt> pricing;

  /// `sources` are asked in order, see [UsageSources#ALL]; `pricing` gives each attempt its cost.
  public UsageFiles(List<UsageSource> sources, UnaryOperator<Attempt> pricing) {
    this.sources = List.copyOf(sources);
    this.pricing = pricing;
  }

  /// What hears of progress.
  @FunctionalInterface
  public interface Progress {
    /// Called before file `number`, from 1, of `count` is read.
    void reading(String file, int number, int count);
  }

  /// Reads `inputs`: files, folders, patterns, or `-` for `standardInput`.
  public UsageReport read(
      List<String> inputs, InputStream standardInput, UsageReceiver receiver, Progress progress) {
    Intake unread = new Intake();
    List<String> files = InputFiles.of(inputs, unread);
    Run run = new Run(receiver, unread);
    try (ReadAhead ahead = new ReadAhead(sources, files)) {
      for (int i = 0; i < files.size(); i++) {
        progress.reading(files.get(i), i + 1, files.size());
        Optional<ReadAhead.Prepared> prepared = ahead.next();
        if (prepared.isPresent()) {
          run.read(prepared.get());
        } else {
          run.read(files.get(i), standardInput);
        }
      }
    }
    return run.finish();
  }

  /// Reads `bytes` as if from a file called `name`.
  public UsageReport parse(String name, InputStream bytes, UsageReceiver receiver) {
    Run run = new Run(receiver, new Intake());
    try (TextSource input = TextSource.of(name, bytes)) {
      run.read(input);
    }
    return run.finish();
  }

  /// One reading from its first file to its report.
  private final class Run {
    private final UsageReceiver receiver;
    private final Intake unread;
    private final Map<String, Open> open = new LinkedHashMap<>();

    Run(UsageReceiver receiver, Intake unread) {
      this.receiver = receiver;
      this.unread = unread;
    }

    void read(String file, InputStream standardInput) {
      try (TextSource input = TextSource.open(file, standardInput)) {
        read(input);
      } catch (BreakevenException e) {
        unread.reject(e.what(), e.where());
      }
    }

    void read(TextSource input) {
      Lines lines = input.lines();
      Optional<UsageSource> source = UsageSources.of(sources, lines);
      if (source.isPresent()) {
        opened(source.get()).reader(input.name()).read(input);
      } else {
        unread.reject(reason(lines), input.name());
      }
    }

    void read(ReadAhead.Prepared prepared) {
      UsageSource.Reader reader = opened(prepared.source()).reader(prepared.found().file());
      ((LogReading) reader).read(prepared.found());
    }

    private Open opened(UsageSource source) {
      return open.computeIfAbsent(
          source.name(), name -> new Open(source, new UsageSink(pricing, receiver)));
    }

    private static String reason(Lines lines) {
      if (!lines.peek(1).isEmpty()) {
        return "no usage log or bill we know";
      }
      return lines.damage().map(damage -> "input cannot be read: " + damage).orElse("empty");
    }

    UsageReport finish() {
      open.values().forEach(Open::finish);
      List<SourceCount> counts = new ArrayList<>();
      for (UsageSource source : sources) {
        Open opened = open.get(source.name());
        if (opened != null) {
          counts.add(opened.count());
        }
      }
      return new UsageReport(counts, unread.problems());
    }
  }

  /// A source that has been found, with the reader of the group at hand.
  private static final class Open {
    private final UsageSource source;
    private final UsageSink sink;
    private UsageSource.Reader reader;
    private String group = "";
    private long files;

    Open(UsageSource source, UsageSink sink) {
      this.source = source;
      this.sink = sink;
      reader = source.reader(sink);
    }

    /// The reader of the group that `file` belongs to, which counts it as read.
    UsageSource.Reader reader(String file) {
      String next = source.group(file);
      if (!next.equals(group)) {
        reader.finish();
        reader = source.reader(sink);
        group = next;
      }
      files++;
      return reader;
    }

    void finish() {
      reader.finish();
    }

    SourceCount count() {
      return sink.count(source.name(), files);
    }
  }
}
