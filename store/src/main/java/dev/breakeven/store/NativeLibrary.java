package dev.breakeven.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Removes the copies of its native library that DuckDB leaves in the temporary folder.
///
/// The driver unpacks some 70 MB at each start and removes them when the JVM ends in good order. On
/// Linux a loaded library needs its file no more, so it goes at once; what killed processes left is
/// swept when it is an hour older than the newest, which is ours.
final class NativeLibrary {
  private static final String PREFIX = "libduckdb_java";
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Duration ABANDONED = Duration.ofHours(1);

  private NativeLibrary() {}

  /// Called once the driver is loaded; never fails, since at worst a file stays.
  static void sweep() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "."));
    try {
      List<Path> ours = loaded();
      FileTime newest = FileTime.fromMillis(0);
      for (Path path : ours) {
        newest = Files.getLastModifiedTime(path);
        Files.deleteIfExists(path);
      }
      sweepAbandoned(folder, newest);
    } catch (IOException e) {
      System.getLogger("ledger").log(System.Logger.Level.DEBUG, "native library stays: " + e);
    }
  }

  /// Deletes the copies in `folder` that are an hour older than `newest`.
  static void sweepAbandoned(Path folder, FileTime newest) throws IOException {
    for (Path path : copies(folder)) {
      Duration older =
          Duration.between(Files.getLastModifiedTime(path).toInstant(), newest.toInstant());
      if (older.compareTo(ABANDONED) > 0) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static List<Path> loaded() throws IOException {
    if (!Files.isReadable(MAPS)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .filter(line -> line.contains(PREFIX) && line.indexOf('/') > 0)
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .distinct()
          .filter(Files::exists)
          .toList();
    }
  }

  private static List<Path> copies(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> String.valueOf(path.getFileName()).startsWith(PREFIX)).toList();
    }
  }
}
