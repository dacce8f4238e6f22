package dev.breakeven.store;

import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.units.Usd;
import dev.breakeven.store.Manifest.DayFile;
import dev.breakeven.store.Manifest.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads everything and compares: lines with their checksums, files with the manifest, rows with
/// the index of identities.
final class Verification {
  private static final int DAMAGE_SHOWN = 20;

  private final Folder folder;
  private final List<String> problems = new ArrayList<>();

  Verification(Folder folder) {
    this.folder = folder;
  }

  Verified run() {
    try {
      Manifest manifest = Manifest.read(folder);
      checkFiles(manifest);
      if (!problems.isEmpty()) {
        return new Verified(
            manifest.generation(),
            0,
            0,
            manifest.segments().size(),
            0,
            0,
            manifest.days().size(),
            0,
            0,
            0,
            0,
            0,
            Usd.ZERO,
            unnamed(manifest),
            problems);
      }
      try (Snapshot snapshot = Snapshot.open(folder)) {
        return run(snapshot);
      }
    } catch (IOException e) {
      throw Folder.unreadable(folder.root(), e);
    }
  }

  private Verified run(Snapshot snapshot) throws IOException {
    Manifest manifest = snapshot.manifest();
    Set<String> sealed;
    try (Sealed free = Sealed.of(folder, manifest)) {
      sealed = new HashSet<>(free.segments());
    }
    long lines = 0;
    long torn = 0;
    for (String segment : manifest.segments()) {
      SegmentScan scan = snapshot.hot().scans().getOrDefault(segment, SegmentScan.NONE);
      lines += scan.lines();
      torn += sealed.contains(segment) ? scan.tornBytes() : 0;
      damage(segment, scan);
    }
    checkRows(snapshot);
    List<Opening> unclosed = snapshot.unclosed();
    return new Verified(
        manifest.generation(),
        checkAttempts(snapshot),
        lines,
        manifest.segments().size(),
        manifest.segments().size() - sealed.size(),
        torn,
        manifest.days().size(),
        manifest.days().stream().mapToLong(DayFile::rows).sum(),
        snapshot.hot().repeated(),
        snapshot.hot().revised(),
        snapshot.hot().corrections(),
        unclosed.size(),
        unclosed.stream().map(Opening::reserved).reduce(Usd.ZERO, Usd::plus),
        unnamed(manifest),
        problems);
  }

  private void damage(String segment, SegmentScan scan) {
    for (SegmentScan.Damage damage : scan.damaged().stream().limit(DAMAGE_SHOWN).toList()) {
      problems.add("%s:%d: %s".formatted(folder.file(segment), damage.line(), damage.reason()));
    }
    if (scan.damaged().size() > DAMAGE_SHOWN) {
      problems.add(
          "%s: %d damaged lines in all".formatted(folder.file(segment), scan.damaged().size()));
    }
  }

  private void checkFiles(Manifest manifest) throws IOException {
    for (String segment : manifest.segments()) {
      if (!Files.exists(folder.file(segment))) {
        problems.add(folder.file(segment) + ": the manifest names it, but it is not there");
      }
    }
    for (StoredFile file : storedFiles(manifest)) {
      Path path = folder.file(file.name());
      if (!Files.exists(path)) {
        problems.add(path + ": the manifest names it, but it is not there");
      } else if (Files.size(path) != file.bytes() || Line.checksum(path) != file.crc()) {
        problems.add(path + ": the content does not fit the checksum in the manifest");
      }
    }
  }

  private static List<StoredFile> storedFiles(Manifest manifest) {
    return Stream.concat(manifest.days().stream().flatMap(DayFile::files), manifest.ids().stream())
        .toList();
  }

  /// Day files hold the rows that the manifest says, and each of them is in the index.
  private void checkRows(Snapshot snapshot) {
    for (DayFile day : snapshot.manifest().days()) {
      Path path = snapshot.path(day);
      long rows = snapshot.duck().number("SELECT count(*) FROM " + Duck.parquet(List.of(path), ""));
      if (rows != day.rows()) {
        problems.add("%s: %d rows, the manifest says %d".formatted(path, rows, day.rows()));
      }
      long[] missing = {0};
      snapshot
          .duck()
          .query(
              "SELECT request, attempt FROM " + Duck.parquet(List.of(path), ""),
              row -> {
                AttemptId id = new AttemptId(row.getString(1), row.getInt(2));
                missing[0] += snapshot.index().isStored(id) ? 0 : 1;
              });
      if (missing[0] > 0) {
        problems.add("%s: %d rows are not in the index of ids".formatted(path, missing[0]));
      }
    }
  }

  /// The number of attempts, after a check that none is counted twice.
  private long checkAttempts(Snapshot snapshot) {
    String attempts = snapshot.attempts(Optional.empty(), Optional.empty());
    long all = snapshot.duck().number("SELECT count(*) FROM (" + attempts + ")");
    long distinct =
        snapshot
            .duck()
            .number(
                "SELECT count(*) FROM (SELECT DISTINCT request, attempt FROM (" + attempts + "))");
    if (all != distinct) {
      problems.add("%s: %d attempts are counted twice".formatted(folder.root(), all - distinct));
    }
    return all;
  }

  private long unnamed(Manifest manifest) throws IOException {
    Set<Path> named = new HashSet<>();
    manifest.segments().forEach(segment -> named.add(folder.file(segment)));
    storedFiles(manifest).forEach(file -> named.add(folder.file(file.name())));
    long unnamed = 0;
    for (String part : List.of(Folder.HOT, Folder.COLD, Folder.SUMS, Folder.IDS)) {
      if (!Files.exists(folder.file(part))) {
        continue;
      }
      try (Stream<Path> all = Files.walk(folder.file(part))) {
        unnamed +=
            all.filter(Files::isRegularFile)
                .filter(path -> !path.toString().endsWith(".lock"))
                .filter(path -> !named.contains(path))
                .count();
      }
    }
    return unnamed;
  }
}
