package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.store.Manifest.DayFile;
import dev.breakeven.store.Manifest.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns sealed segments into Parquet files by day.
///
/// All new files are complete and durable before the manifest names them, and no old one goes
/// before that, so a crash at any moment leaves the state before or after. Replaced day files stay
/// until the next compaction, for readers that opened before.
final class Compaction {
  private static final int FILES_A_DAY = 8;
  private static final int ID_FILES = 8;

  private static final String MEMORY_TO_REWRITE = "512MB";

  /// Days of more rows get row groups of DuckDB's usual length, which are quicker to read, and the
  /// memory to write them.
  private static final long LONG_DAY = 250_000;

  private static final String MEMORY_OF_A_LONG_DAY = "96MB";
  private static final int ROW_GROUP = 30_720;
  private static final int LONG_ROW_GROUP = 122_880;

  private final Folder folder;
  private final LedgerSettings settings;
  private final LocalDate today;

  Compaction(Folder folder, LedgerSettings settings, LocalDate today) {
    this.folder = folder;
    this.settings = settings;
    this.today = today;
  }

  Compacted run() {
    folder.create();
    try (Lease _ =
        Lease.tryTake(folder.compactionLock())
            .orElseThrow(
                () ->
                    new BreakevenException(
                        ErrorCode.LEDGER_BUSY,
                        "another compaction is running",
                        folder.root().toString(),
                        "Wait until it is done."))) {
      Manifest manifest = reserveNumber();
      try (Sealed sealed = Sealed.of(folder, manifest);
          Snapshot snapshot = Snapshot.open(folder, manifest, sealed.segments())) {
        Compacted compacted = compact(sealed, snapshot);
        Files.deleteIfExists(folder.compactionLog());
        return compacted;
      }
    } catch (IOException e) {
      throw Folder.full(folder.root(), "cannot write compacted files: " + Folder.reason(e));
    }
  }

  /// Sweeps what nobody names and reserves the number before `next` for our files.
  private Manifest reserveNumber() throws IOException {
    try (Lease _ = Lease.take(folder.manifestLock())) {
      Manifest now = Manifest.read(folder);
      sweep(now);
      Manifest reserved =
          new Manifest(now.generation() + 1, now.next() + 1, now.segments(), now.days(), now.ids());
      reserved.store(folder);
      return reserved;
    }
  }

  private Compacted compact(Sealed sealed, Snapshot snapshot) throws IOException {
    Manifest before = snapshot.manifest();
    long number = before.next() - 1;
    HotRows hot = snapshot.hot();
    String cutoff =
        settings.retentionDays().isPresent()
            ? today.minusDays(settings.retentionDays().getAsInt()).toString()
            : "";
    List<DayFile> expired =
        before.days().stream().filter(day -> day.day().compareTo(cutoff) < 0).toList();
    List<DayFile> rewritten = rewritten(snapshot, expired);
    List<DayFile> written = writeDays(snapshot, rewritten, number, cutoff);
    List<StoredFile> ids = writeIds(snapshot, number);
    List<String> carried = carry(snapshot, number, cutoff);
    List<DayFile> days = new ArrayList<>(before.days());
    days.removeAll(expired);
    days.removeAll(rewritten);
    days.addAll(written);
    days = withSums(snapshot.duck(), days);
    keepDamaged(hot);
    publish(sealed, days, ids, carried);
    remove(sealed, expired);
    return new Compacted(
        sealed.segments().size(),
        sealed.live(),
        written.stream().mapToLong(DayFile::rows).sum()
            - rewritten.stream().mapToLong(DayFile::rows).sum(),
        hot.repeated(),
        hot.revised(),
        hot.corrections(),
        hot.openings().size(),
        damaged(hot),
        expired.size(),
        days.size());
  }

  private static long damaged(HotRows hot) {
    return hot.scans().values().stream().mapToLong(scan -> scan.damaged().size()).sum();
  }

  /// Day files in which a row changes, and those of days that have too many.
  private List<DayFile> rewritten(Snapshot snapshot, List<DayFile> expired) {
    List<DayFile> live = new ArrayList<>(snapshot.manifest().days());
    live.removeAll(expired);
    Map<String, Long> perDay =
        live.stream().collect(Collectors.groupingBy(DayFile::day, Collectors.counting()));
    Set<String> touched = new HashSet<>();
    if (isRewrite(snapshot.hot())) {
      snapshot.duck().giveMemory(MEMORY_TO_REWRITE);
    }
    if (!live.isEmpty() && isRewrite(snapshot.hot())) {
      snapshot
          .duck()
          .query(
              """
              SELECT DISTINCT filename FROM %s c WHERE EXISTS (
                SELECT 1 FROM (SELECT request, attempt FROM correction
                  UNION ALL SELECT request, attempt FROM hot WHERE stored) t
                WHERE t.request = c.request AND t.attempt = c.attempt)"""
                  .formatted(
                      Duck.parquet(
                          live.stream().map(snapshot::path).toList(), ", filename = true")),
              row -> touched.add(row.getString(1)));
    }
    return live.stream()
        .filter(
            day ->
                perDay.getOrDefault(day.day(), 0L) >= FILES_A_DAY
                    || touched.contains(snapshot.path(day).toString()))
        .toList();
  }

  /// Whether rows that are stored change, for which tables are joined.
  private static boolean isRewrite(HotRows hot) {
    return hot.corrections() + hot.revised() > 0;
  }

  private List<DayFile> writeDays(
      Snapshot snapshot, List<DayFile> rewritten, long number, String cutoff) throws IOException {
    Duck duck = snapshot.duck();
    List<Path> again = rewritten.stream().map(snapshot::path).toList();
    duck.execute("CREATE VIEW merged AS " + snapshot.hot().attempts(again));
    Map<String, Long> days = new TreeMap<>();
    duck.query(
        "SELECT CAST(\"at\" AS DATE), count(*) FROM merged GROUP BY ALL",
        row -> days.put(row.getString(1), row.getLong(2)));
    days.keySet().removeIf(day -> day.compareTo(cutoff) < 0);
    if (!isRewrite(snapshot.hot()) && days.values().stream().anyMatch(rows -> rows > LONG_DAY)) {
      duck.giveMemory(MEMORY_OF_A_LONG_DAY);
    }
    List<DayFile> written = new ArrayList<>();
    for (Map.Entry<String, Long> day : days.entrySet()) {
      int rowGroup = day.getValue() > LONG_DAY ? LONG_ROW_GROUP : ROW_GROUP;
      written.add(writeDay(duck, day.getKey(), Folder.dayFile(day.getKey(), number), rowGroup));
    }
    if (!written.isEmpty()) {
      Folder.sync(folder.file(Folder.COLD));
    }
    return written;
  }

  /// In the order in which the rows are there, about that of their time: nobody counts on it, and
  /// sorting takes as much memory as what is sorted.
  private DayFile writeDay(Duck duck, String day, String name, int rowGroup) throws IOException {
    Path path = folder.file(name);
    Path directory = path.resolveSibling("");
    Files.createDirectories(directory);
    long rows =
        duck.execute(
            """
            COPY (SELECT * FROM merged WHERE "at" >= DATE '%s' AND "at" < DATE '%s' + 1)
            TO %s (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE %d)"""
                .formatted(day, day, Duck.text(path.toString()), rowGroup));
    StoredFile file = stored(name, path);
    Folder.sync(directory);
    return new DayFile(day, rows, file, Optional.empty());
  }

  /// Sums up the days of which no sums are there.
  private List<DayFile> withSums(Duck duck, List<DayFile> days) throws IOException {
    List<DayFile> all = new ArrayList<>();
    for (DayFile day : days) {
      all.add(day.sums().isPresent() ? day : withSums(duck, day));
    }
    Folder.sync(folder.file(Folder.SUMS));
    return all;
  }

  private DayFile withSums(Duck duck, DayFile day) throws IOException {
    String name = Folder.sumsFile(day.file().name());
    Path path = folder.file(name);
    Path directory = path.resolveSibling("");
    Files.createDirectories(directory);
    duck.execute(
        "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)"
            .formatted(
                DaySums.of("FROM " + Duck.parquet(List.of(folder.file(day.file().name())), "")),
                Duck.text(path.toString())));
    StoredFile sums = stored(name, path);
    Folder.sync(directory);
    return new DayFile(day.day(), day.rows(), day.file(), Optional.of(sums));
  }

  private static StoredFile stored(String name, Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return new StoredFile(name, Files.size(path), Line.checksum(path));
  }

  /// One more id file for the new attempts; all in one when there are too many.
  private List<StoredFile> writeIds(Snapshot snapshot, long number) throws IOException {
    List<StoredFile> before = snapshot.manifest().ids();
    List<IdEntries> fresh = snapshot.index().admitted();
    if (fresh.stream().mapToLong(IdEntries::size).sum() == 0) {
      return before;
    }
    boolean merge = before.size() >= ID_FILES;
    List<IdEntries> sources = new ArrayList<>(merge ? snapshot.index().stored() : List.of());
    sources.addAll(fresh);
    List<StoredFile> ids = new ArrayList<>(merge ? List.of() : before);
    ids.add(IdRun.write(folder, Folder.idFile(number), sources));
    Folder.sync(folder.file(Folder.IDS));
    return ids;
  }

  /// Keeps opens without a close, and corrections of attempts that are not here, in a segment.
  private List<String> carry(Snapshot snapshot, long number, String cutoff) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    for (HotRows.Opened opened : snapshot.hot().openings()) {
      if (Snapshot.day(opened.opening().at()).compareTo(cutoff) >= 0) {
        lines.add(opened.line());
      }
    }
    if (snapshot.hot().corrections() > 0) {
      snapshot
          .duck()
          .query(
              """
              SELECT line FROM correction c WHERE NOT EXISTS (
                SELECT 1 FROM merged m WHERE m.request = c.request AND m.attempt = c.attempt)
              AND at_us >= epoch_us(TIMESTAMP '%s') ORDER BY seq"""
                  .formatted(cutoff.isEmpty() ? "1970-01-01" : cutoff),
              row -> lines.add(row.getString(1).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    if (lines.isEmpty()) {
      return List.of();
    }
    String name = Folder.segment(number);
    try (FileChannel channel =
        FileChannel.open(
            folder.file(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (byte[] line : lines) {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
    Folder.sync(folder.file(Folder.HOT));
    return List.of(name);
  }

  /// Swaps the manifest; writers may have begun segments since we read it.
  private void publish(
      Sealed sealed, List<DayFile> days, List<StoredFile> ids, List<String> carried)
      throws IOException {
    try (Lease _ = Lease.take(folder.manifestLock())) {
      Manifest now = Manifest.read(folder);
      List<String> segments = new ArrayList<>(now.segments());
      segments.removeAll(sealed.segments());
      segments.addAll(0, carried);
      new Manifest(now.generation() + 1, now.next(), segments, days, ids).store(folder);
    }
  }

  private void keepDamaged(HotRows hot) throws IOException {
    for (Map.Entry<String, SegmentScan> scan : hot.scans().entrySet()) {
      if (!scan.getValue().damaged().isEmpty()) {
        Path file = folder.file(scan.getKey());
        Files.createDirectories(folder.damaged());
        Files.copy(
            file,
            folder.damaged().resolve(String.valueOf(file.getFileName())),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void remove(Sealed sealed, List<DayFile> expired) throws IOException {
    for (String segment : sealed.segments()) {
      Files.deleteIfExists(folder.file(segment));
      Files.deleteIfExists(folder.lockOf(segment));
    }
    for (StoredFile file : expired.stream().flatMap(DayFile::files).toList()) {
      Files.deleteIfExists(folder.file(file.name()));
    }
  }

  /// Removes files below `hot`, `cold` and `ids` that the manifest does not name.
  private void sweep(Manifest manifest) throws IOException {
    Set<Path> named = new HashSet<>();
    for (String segment : manifest.segments()) {
      named.add(folder.file(segment));
      named.add(folder.lockOf(segment));
    }
    manifest.days().stream()
        .flatMap(DayFile::files)
        .forEach(file -> named.add(folder.file(file.name())));
    manifest.ids().forEach(file -> named.add(folder.file(file.name())));
    for (String part : List.of(Folder.HOT, Folder.COLD, Folder.SUMS, Folder.IDS)) {
      try (Stream<Path> all = Files.walk(folder.file(part))) {
        for (Path path : all.filter(Files::isRegularFile).toList()) {
          if (!named.contains(path)) {
            Files.deleteIfExists(path);
          }
        }
      }
    }
  }
}
