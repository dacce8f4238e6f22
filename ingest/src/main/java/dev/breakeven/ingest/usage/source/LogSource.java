package dev.breakeven.ingest.usage.source;

/// A source of logs of which few lines matter: these can be found before it is their file's turn.
public interface LogSource extends UsageSource {
  /// How the lines that matter are known.
  MarkedLines marks();

  LogReader logReader(UsageSink sink);

  @Override
  default LogReading reader(UsageSink sink) {
    return new LogReading(marks(), logReader(sink), sink);
  }

  /// Takes the marked lines of the files of one group, in order. Not thread-safe.
  interface LogReader {
    void begin(String file);

    void row(JsonObject row, MarkedLines.Place place);

    /// After the last line of a file.
    default void end() {}

    /// After the last file of the group.
    default void finish() {}
  }
}
