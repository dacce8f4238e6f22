package dev.breakeven.core.ledger;

/// Adds to the ledger. Thread-safe.
///
/// What `opened`, `closed` and `correct` wrote survives the death of the process as soon as they
/// return, and of the machine soon after, or at once where durability is strict. What `append`
/// wrote is safe after [#awaitDurable]. A full disk is a `BreakevenException`; what was written
/// before stays.
public interface LedgerWriter extends AutoCloseable {
  /// What `append` did.
  enum Appended {
    NEW,
    /// The attempt was there with the same tokens: nothing was written.
    KNOWN,
    /// The attempt was there with other tokens: the new row holds from now on.
    REVISED
  }

  void opened(Opening opening);

  /// The end of an attempt that was opened.
  void closed(Attempt attempt);

  /// Writes what `lines` adds at once, for as few calls of the operating system as that takes; only
  /// when this returns has it survived. When it throws, none of it is sure.
  default void together(Runnable lines) {
    lines.run();
  }

  /// Adds a whole attempt from elsewhere, once however often it is given.
  Appended append(Attempt attempt);

  void correct(Correction correction);

  /// Returns when all that was written before is on the disk.
  void awaitDurable();

  /// Starts a new segment, so that the one before can be compacted.
  void roll();

  /// Makes everything durable and ends the writer.
  @Override
  void close();
}
