package dev.breakeven.gateway;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Opening;
import java.util.ArrayList;
import java.util.List;

/// A ledger that only remembers, and that can be told to be full or to stall. Whatever is appended
/// is new to it.
final class MemoryLedger implements LedgerWriter {
  private final List<Opening> opened = new ArrayList<>();
  private final List<Attempt> closed = new ArrayList<>();
  private final List<Correction> corrections = new ArrayList<>();
  private boolean full;
  private boolean stalled;

  synchronized void full(boolean value) {
    full = value;
  }

  /// Writes nothing until it is told so again.
  synchronized void stall(boolean value) {
    stalled = value;
    notifyAll();
  }

  synchronized List<Opening> openings() {
    return List.copyOf(opened);
  }

  synchronized List<Attempt> rows() {
    return List.copyOf(closed);
  }

  @Override
  public synchronized void opened(Opening opening) {
    requireRoom();
    opened.add(opening);
  }

  @Override
  public synchronized void closed(Attempt attempt) {
    requireRoom();
    closed.add(attempt);
  }

  private synchronized void requireRoom() {
    try {
      while (stalled) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (full) {
      throw new BreakevenException(ErrorCode.LEDGER_FULL, "the disk is full", "", "Make room.");
    }
  }

  @Override
  public synchronized Appended append(Attempt attempt) {
    closed.add(attempt);
    return Appended.NEW;
  }

  @Override
  public synchronized void correct(Correction correction) {
    corrections.add(correction);
  }

  @Override
  public void awaitDurable() {}

  @Override
  public void roll() {}

  @Override
  public void close() {}
}
