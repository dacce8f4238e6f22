package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.TextSource;

/// Reads logs line by line, or lines that were found before. Not thread-safe.
public final class LogReading implements UsageSource.Reader, MarkedLines.Visitor {
  private final MarkedLines marks;
  private final LogSource.LogReader reader;
  private final UsageSink sink;

  LogReading(MarkedLines marks, LogSource.LogReader reader, UsageSink sink) {
    this.marks = marks;
    this.reader = reader;
    this.sink = sink;
  }

  @Override
  public void read(TextSource input) {
    reader.begin(input.name());
    marks.read(input, this);
    reader.end();
  }

  public void read(MarkedLines.Found found) {
    reader.begin(found.file());
    found.replay(this);
    reader.end();
  }

  @Override
  public void row(JsonObject row, MarkedLines.Place place) {
    reader.row(row, place);
  }

  @Override
  public void reject(String reason, String where) {
    sink.reject(reason, where);
  }

  @Override
  public void note(String text) {
    sink.note(text);
  }

  @Override
  public void finish() {
    reader.finish();
  }
}
