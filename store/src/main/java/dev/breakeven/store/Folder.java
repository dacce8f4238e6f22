package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Where things stand below the root of a ledger. Names in the manifest are relative to it.
record Folder(Path root) {
  static final String HOT = "hot";
  static final String COLD = "cold";
  static final String SUMS = "sums";
  static final String IDS = "ids";

  Path file(String name) {
    return root.resolve(name);
  }

  Path manifest() {
    return file("manifest.json");
  }

  Path manifestLock() {
    return file("manifest.lock");
  }

  Path compactionLock() {
    return file("compaction.lock");
  }

  /// What a compaction that started by itself had to say; gone when one has been completed.
  Path compactionLog() {
    return file("compaction.log");
  }

  /// Where segments with unreadable lines are kept after compaction.
  Path damaged() {
    return file("damaged");
  }

  Path temporary() {
    return file("tmp");
  }

  static String segment(long number) {
    return numbered(HOT, number, "jsonl");
  }

  static String dayFile(String day, long number) {
    return numbered(COLD + "/" + day, number, "parquet");
  }

  /// Beside the day file of that name, in a folder of its own.
  static String sumsFile(String dayFile) {
    return SUMS + dayFile.substring(COLD.length());
  }

  static String idFile(long number) {
    return numbered(IDS, number, "ids");
  }

  private static String numbered(String below, long number, String type) {
    return String.format(Locale.ROOT, "%s/%08d.%s", below, number, type);
  }

  /// The lock that the writer of a segment holds.
  Path lockOf(String segment) {
    return file(segment.replace(".jsonl", ".lock"));
  }

  void create() {
    try {
      for (String name : List.of(HOT, COLD, SUMS, IDS, "tmp")) {
        Files.createDirectories(file(name));
      }
      sync(root);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE,
          "cannot create the ledger: " + reason(e),
          root.toString(),
          "Name a folder that can be written with --ledger.");
    }
  }

  /// Makes the names in `directory` durable.
  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Removes a file or a whole folder; what is not there is as well.
  static void remove(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /// What to say when a file cannot be read, or none be made for the time being.
  static BreakevenException unreadable(Path path, IOException e) {
    return new BreakevenException(
        ErrorCode.FILE_UNREADABLE,
        "cannot work with the ledger: " + reason(e),
        path.toString(),
        "Check the permissions of the folder and the disk.");
  }

  static BreakevenException full(Path path, String what) {
    return new BreakevenException(
        ErrorCode.LEDGER_FULL,
        what,
        path.toString(),
        "Free some disk or set a retention; what was written before is kept.");
  }

  static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
