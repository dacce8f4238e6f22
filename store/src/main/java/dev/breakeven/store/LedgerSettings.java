package dev.breakeven.store;

import java.util.OptionalInt;

/// How a ledger is kept.
///
/// `strict` makes every open, close and correction wait for the disk. A segment is ended at
/// `segmentBytes`. Below `minimumFreeBytes` of free disk nothing is begun any more, what is open
/// can still be closed. Attempts older than `retentionDays` are dropped by compaction.
public record LedgerSettings(
    boolean strict, long segmentBytes, long minimumFreeBytes, OptionalInt retentionDays) {
  public static final LedgerSettings DEFAULT =
      new LedgerSettings(false, 64L << 20, 256L << 20, OptionalInt.empty());

  public LedgerSettings withStrict(boolean value) {
    return new LedgerSettings(value, segmentBytes, minimumFreeBytes, retentionDays);
  }

  public LedgerSettings withSegmentBytes(long bytes) {
    return new LedgerSettings(strict, bytes, minimumFreeBytes, retentionDays);
  }

  public LedgerSettings withMinimumFreeBytes(long bytes) {
    return new LedgerSettings(strict, segmentBytes, bytes, retentionDays);
  }

  public LedgerSettings withRetentionDays(int days) {
    return new LedgerSettings(strict, segmentBytes, minimumFreeBytes, OptionalInt.of(days));
  }
}
