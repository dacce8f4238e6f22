package dev.breakeven.cli;

import dev.breakeven.ingest.usage.UsageFiles;
import java.io.PrintWriter;

/// One line on standard error that says how far an import is, after its first second and only while
/// somebody watches. Owned by one thread.
final class ImportProgress implements UsageFiles.Progress, AutoCloseable {
  private static final long FIRST_NANOS = 1_000_000_000;
  private static final long EACH_NANOS = 200_000_000;
  private static final int ROWS_A_LOOK = 1 << 10;
  private static final int WIDTH = 99;

  private final PrintWriter err;
  private final boolean watched;
  private long next = System.nanoTime() + FIRST_NANOS;
  private String file = "";
  private long rows;
  private boolean shown;

  ImportProgress(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  @Override
  public void reading(String name, int number, int count) {
    file = "%,d of %,d: %s".formatted(number, count, name);
    look();
  }

  /// One row more.
  void row() {
    if (++rows % ROWS_A_LOOK == 0) {
      look();
    }
  }

  private void look() {
    long now = System.nanoTime();
    if (watched && now - next >= 0) {
      next = now + EACH_NANOS;
      String text = "%,d rows, file %s".formatted(rows, file);
      show(text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text);
      shown = true;
    }
  }

  private void show(String text) {
    err.print("\r" + text + " ".repeat(WIDTH - text.length()) + "\r");
    err.flush();
  }

  @Override
  public void close() {
    if (shown) {
      show("");
    }
  }
}
