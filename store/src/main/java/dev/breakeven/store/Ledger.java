package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.SettlementOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// A ledger in a folder. Any number of processes may write, each to segments of its own, while
/// others
/// read; one at a time compacts. Thread-safe.
public final class Ledger {
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

  /// Checks everything that was written; changes nothing.
  public Verified verify() {
    requireFolder();
    return new Verification(folder).run();
  }

  /// Turns the segments that no writer holds into day files, and applies corrections and retention.
  ///
  /// Takes as much memory as the JVM has again outside its heap; run it in a process of its own.
  public Compacted compact() {
    requireFolder();
    return new Compaction(folder, settings, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
        .run();
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
