package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.SettlementOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// A ledger in a folder. Any number of processes may write, each to segments of its own, while
/// others read; one at a time compacts. Thread-safe.
public final class Ledger {
  /// So much in segments that nobody writes any more is worth a compaction.
  static final long COMPACTED_FROM = 32L << 20;

  private final Folder folder;
  private final LedgerSettings settings;
  private final Clock clock;

  public Ledger(Path folder, LedgerSettings settings, Clock clock) {
    this.folder = new Folder(folder);
    this.settings = settings;
    this.clock = clock;
  }

  public Path folder() {
    return folder.root();
  }

  /// A writer of its own segments; the folder is made when it is not there.
  public LedgerWriter writer() {
    return new Journal(folder, settings);
  }

  /// The ledger as it stands now.
  public LedgerReader reader() {
    requireFolder();
    return Snapshot.open(folder);
  }

  /// What there is, without a look into the compacted part.
  public Outline outline() {
    requireFolder();
    try (Snapshot snapshot = Snapshot.open(folder)) {
      return snapshot.outline();
    }
  }

  /// Checks everything that was written; changes nothing.
  public Verified verify() {
    requireFolder();
    return new Verification(folder).run();
  }

  /// Turns the segments that no writer holds into day files, and applies corrections and retention.
  ///
  /// Takes 60 to 150 MB of memory outside the heap, more where rows change; run it in a process of
  /// its own.
  public Compacted compact() {
    requireFolder();
    return new Compaction(folder, settings, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
        .run();
  }

  /// True when a compaction has [#COMPACTED_FROM] bytes or more to take and none is running.
  public boolean isDueForCompaction() {
    if (!Files.exists(folder.manifest())) {
      return false;
    }
    try {
      return finishedBytes() >= COMPACTED_FROM && !isCompacting();
    } catch (NoSuchFileException e) {
      return false; // a compaction has just taken a segment
    } catch (IOException e) {
      throw Folder.unreadable(folder.root(), e);
    }
  }

  /// The bytes of the segments that no writer holds any more.
  private long finishedBytes() throws IOException {
    try (Sealed sealed = Sealed.of(folder, Manifest.read(folder))) {
      long bytes = 0;
      for (String segment : sealed.segments()) {
        bytes += Files.size(folder.file(segment));
      }
      return bytes;
    }
  }

  /// Where a compaction that nobody waits for writes what goes wrong; the next that is completed
  /// removes it.
  public Path compactionLog() {
    return folder.compactionLog();
  }

  /// What the last compaction that started by itself died of; empty while one runs, and when all
  /// was well.
  public Optional<String> failedCompaction() {
    requireFolder();
    try {
      if (!Files.exists(folder.compactionLog()) || isCompacting()) {
        return Optional.empty();
      }
      String said = Files.readString(folder.compactionLog());
      return Optional.of(said.lines().findFirst().orElse("it was ended from outside"));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // completed meanwhile
    } catch (IOException e) {
      throw Folder.unreadable(folder.root(), e);
    }
  }

  private boolean isCompacting() throws IOException {
    Optional<Lease> free = Lease.tryTake(folder.compactionLock());
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  /// Gives self-hosted calls their share of the GPU rent.
  public Settled settle(SettlementOrder order) {
    requireFolder();
    try (Snapshot snapshot = Snapshot.open(folder);
        LedgerWriter writer = writer()) {
      return new Settling(snapshot, writer, order, clock.instant()).run();
    }
  }

  private void requireFolder() {
    if (!Files.isDirectory(folder.root())) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING,
          "there is no ledger here",
          folder.root().toString(),
          "Run 'breakeven import' first, or name another folder with --ledger.");
    }
  }
}
