package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.ScopeSpend;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Usd;
import dev.breakeven.store.Manifest.DayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One state of the ledger: a manifest, and the lines its segments had when they were read.
final class Snapshot implements LedgerReader {
  private static final long A_PART = 500_000;

  private final Folder folder;
  private final Manifest manifest;
  private final Scratch scratch;
  private final IdIndex index;
  private final Duck duck;
  private final HotRows hot;

  private Snapshot(
      Folder folder, Manifest manifest, Scratch scratch, IdIndex index, Duck duck, HotRows hot) {
    this.folder = folder;
    this.manifest = manifest;
    this.scratch = scratch;
    this.index = index;
    this.duck = duck;
    this.hot = hot;
  }

  /// The newest state. A compaction may remove a segment meanwhile; then there is a newer manifest.
  static Snapshot open(Folder folder) {
    while (true) {
      Manifest manifest = Manifest.read(folder);
      try {
        return open(folder, manifest, manifest.segments());
      } catch (NoSuchFileException e) {
        if (Manifest.read(folder).generation() == manifest.generation()) {
          throw Manifest.unreadable(
              folder.root(), "a file that the manifest names is missing: " + e.getFile());
        }
      } catch (IOException e) {
        throw Folder.unreadable(folder.root(), e);
      }
    }
  }

  /// The state of `manifest` with only some of its segments.
  static Snapshot open(Folder folder, Manifest manifest, List<String> segments) throws IOException {
    Scratch scratch = Scratch.create(folder);
    try {
      IdIndex index = new IdIndex(folder, manifest, scratch.path());
      try {
        Duck duck = Duck.open(scratch.path());
        try {
          HotRows hot = HotRows.load(folder, segments, duck, index);
          return new Snapshot(folder, manifest, scratch, index, duck, hot);
        } catch (IOException | RuntimeException e) {
          duck.close();
          throw e;
        }
      } catch (IOException | RuntimeException e) {
        index.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  Outline outline() {
    long bytes = 0;
    try {
      for (String segment : manifest.segments()) {
        Path path = folder.file(segment);
        bytes += Files.exists(path) ? Files.size(path) : 0;
      }
    } catch (IOException e) {
      throw Folder.unreadable(folder.root(), e);
    }
    for (DayFile day : manifest.days()) {
      bytes += day.files().mapToLong(Manifest.StoredFile::bytes).sum();
    }
    for (Manifest.StoredFile ids : manifest.ids()) {
      bytes += ids.bytes();
    }
    return new Outline(
        manifest.segments().size(),
        manifest.days().size(),
        manifest.days().stream().mapToLong(DayFile::rows).sum(),
        bytes,
        unclosed().size());
  }

  Manifest manifest() {
    return manifest;
  }

  Duck duck() {
    return duck;
  }

  HotRows hot() {
    return hot;
  }

  IdIndex index() {
    return index;
  }

  @Override
  public UsageReport usage(UsageQuery query) {
    List<Opening> open =
        unclosed().stream()
            .filter(opening -> query.from().filter(opening.at()::isBefore).isEmpty())
            .filter(opening -> query.to().filter(to -> !opening.at().isBefore(to)).isEmpty())
            .toList();
    boolean summed = !query.latency() && UsageSql.isSummed(query.by());
    Optional<String> sums = summed ? sums(query.from(), query.to()) : Optional.empty();
    return new UsageSql(duck, attempts(query.from(), query.to()), sums, query).run(open);
  }

  @Override
  public void attempts(Optional<Instant> from, Optional<Instant> to, Consumer<Attempt> each) {
    attempts(from, to, A_PART, each);
  }

  /// Days of so many rows at a time, since sorting takes as much memory as what is sorted.
  void attempts(Optional<Instant> from, Optional<Instant> to, long aPart, Consumer<Attempt> each) {
    for (Period part : parts(from, to, aPart)) {
      sorted(part.from(), part.to(), each);
    }
  }

  /// A span of time that is open where an end of it is empty.
  record Period(Optional<Instant> from, Optional<Instant> to) {}

  /// The period in order, in parts of whole days with so many compacted rows or more each.
  List<Period> parts(Optional<Instant> from, Optional<Instant> to, long aPart) {
    List<Period> parts = new ArrayList<>();
    Optional<Instant> begin = from;
    for (Instant end : ends(aPart)) {
      boolean within =
          begin.filter(at -> !at.isBefore(end)).isEmpty() && to.filter(end::isAfter).isEmpty();
      if (within) {
        parts.add(new Period(begin, Optional.of(end)));
        begin = Optional.of(end);
      }
    }
    parts.add(new Period(begin, to));
    return parts;
  }

  /// The ends of the days that part the compacted rows into parts of so many or more each.
  private List<Instant> ends(long aPart) {
    Map<String, Long> days = new TreeMap<>();
    manifest.days().forEach(day -> days.merge(day.day(), day.rows(), Long::sum));
    List<Instant> ends = new ArrayList<>();
    long rows = 0;
    for (Map.Entry<String, Long> day : days.entrySet()) {
      rows += day.getValue();
      if (rows >= aPart) {
        ends.add(midnight(day.getKey(), 1));
        rows = 0;
      }
    }
    return ends;
  }

  private void sorted(Optional<Instant> from, Optional<Instant> to, Consumer<Attempt> each) {
    duck.query(
        "SELECT %s FROM (%s) ORDER BY \"at\", request, attempt"
            .formatted(DuckCells.SELECTION, attempts(from, to)),
        row -> each.accept(AttemptCells.read(new DuckCells.Source(row))));
  }

  @Override
  public CallFacts facts(Optional<Instant> from, Optional<Instant> to, ListPrices prices) {
    return FactsSql.of(this, from, to, prices);
  }

  @Override
  public void spend(
      String source,
      boolean sessions,
      Instant from,
      Optional<Instant> to,
      Consumer<ScopeSpend> each) {
    String usd =
        "coalesce(cost_nanos, CAST(nullif(charges, '')->>'$.%s' AS BIGINT), 0)"
            .formatted(Metered.HELD);
    duck.query(
        """
        SELECT "key", service, team, tenant, %s, tags, model_asked, sum(%s) FROM (%s)%s
        GROUP BY ALL"""
            .formatted(
                sessions ? "\"session\"" : "''",
                usd,
                attempts(Optional.of(from).filter(Instant.EPOCH::isBefore), to),
                " WHERE source = " + Duck.text(source)),
        row ->
            each.accept(
                new ScopeSpend(
                    new Scope(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        "",
                        row.getString(5),
                        "",
                        JsonMaps.texts(row.getString(6))),
                    row.getString(7),
                    new Usd(row.getBigDecimal(8).longValueExact()))));
  }

  @Override
  public List<Opening> unclosed() {
    return hot.openings().stream().map(HotRows.Opened::opening).toList();
  }

  /// SQL of the attempts of a period; day files outside it are not touched.
  String attempts(Optional<Instant> from, Optional<Instant> to) {
    return attempts(days(from, to), from, to);
  }

  private List<DayFile> days(Optional<Instant> from, Optional<Instant> to) {
    String first = from.map(Snapshot::day).orElse("");
    String last = to.map(Snapshot::day).orElse("~");
    return manifest.days().stream()
        .filter(day -> day.day().compareTo(first) >= 0 && day.day().compareTo(last) <= 0)
        .toList();
  }

  private String attempts(List<DayFile> days, Optional<Instant> from, Optional<Instant> to) {
    String sql = hot.attempts(days.stream().map(this::path).toList());
    return from.isEmpty() && to.isEmpty()
        ? sql
        : "SELECT * FROM (" + sql + ") WHERE " + within(from, to);
  }

  /// SQL of the [DaySums] of a period, for the most part from files; empty where nothing is gained,
  /// and where a hot row changes a compacted one.
  Optional<String> sums(Optional<Instant> from, Optional<Instant> to) {
    List<DayFile> cut = new ArrayList<>(days(from, to));
    List<Path> whole = new ArrayList<>();
    for (DayFile day : List.copyOf(cut)) {
      boolean begins = from.filter(at -> at.isAfter(midnight(day.day(), 0))).isPresent();
      boolean ends = to.filter(at -> at.isBefore(midnight(day.day(), 1))).isPresent();
      if (day.sums().isPresent() && !begins && !ends) {
        cut.remove(day);
        whole.add(folder.file(day.sums().get().name()));
      }
    }
    return whole.isEmpty() || hot.changesStored()
        ? Optional.empty()
        : Optional.of(
            "FROM %s UNION ALL BY NAME %s"
                .formatted(Duck.parquet(whole, ""), DaySums.of(attempts(cut, from, to))));
  }

  private static Instant midnight(String day, int daysLater) {
    return LocalDate.parse(day).plusDays(daysLater).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /// The condition in SQL that an attempt began in a period.
  static String within(Optional<Instant> from, Optional<Instant> to) {
    return "true"
        + from.map(at -> " AND \"at\" >= make_timestamp(" + micros(at) + ")").orElse("")
        + to.map(at -> " AND \"at\" < make_timestamp(" + micros(at) + ")").orElse("");
  }

  private static long micros(Instant at) {
    return AttemptCells.micros(at);
  }

  static String day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
  }

  Path path(DayFile day) {
    return folder.file(day.file().name());
  }

  @Override
  public void close() {
    try (Scratch _ = scratch;
        IdIndex _ = index) {
      duck.close();
    } catch (IOException e) {
      throw Folder.unreadable(folder.root(), e);
    }
  }
}
