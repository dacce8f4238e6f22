package dev.breakeven.ingest.usage;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.ingest.usage.source.LogSource;
import dev.breakeven.ingest.usage.source.MarkedLines;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Finds the lines that matter of the next log files, on a few threads, while one is being taken
/// in.
///
/// Holds at most [#FILES] files of at most [#LARGEST] bytes; larger ones and other inputs are left
/// to be read in their turn. Owned by one thread.
final class ReadAhead implements AutoCloseable {
  private static final int FILES = 8;
  private static final long LARGEST = 8 << 20;

  private final List<UsageSource> sources;
  private final List<String> files;
  private final Deque<CompletableFuture<Optional<Prepared>>> ahead = new ArrayDeque<>();
  private final ExecutorService threads;
  private int begun;

  /// The lines found in a log, and what it is a log of.
  record Prepared(LogSource source, MarkedLines.Found found) {}

  ReadAhead(List<UsageSource> sources, List<String> files) {
    this.sources = sources;
    this.files = files;
    int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("read-ahead-", 1).factory());
  }

  /// The next file as far as it was prepared; empty when it is to be read.
  Optional<Prepared> next() {
    while (begun < files.size() && ahead.size() < FILES) {
      String file = files.get(begun++);
      ahead.add(CompletableFuture.supplyAsync(() -> prepare(file), threads));
    }
    return ahead.remove().join();
  }

  private Optional<Prepared> prepare(String file) {
    if (file.equals(TextSource.STANDARD_INPUT) || !isSmall(file)) {
      return Optional.empty();
    }
    try (TextSource input = TextSource.open(file, InputStream.nullInputStream())) {
      return UsageSources.of(sources, input.lines())
          .filter(LogSource.class::isInstance)
          .map(LogSource.class::cast)
          .map(source -> new Prepared(source, source.marks().find(input)));
    } catch (BreakevenException e) {
      return Optional.empty(); // said when it is the file's turn
    }
  }

  private static boolean isSmall(String file) {
    try {
      return Files.size(Path.of(file)) <= LARGEST;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
