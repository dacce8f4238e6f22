package dev.breakeven.gateway.metering;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Opening;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/// Writes to the ledger on a thread of its own, since a disk may block, and tells the event loop
/// when a line is written. Thread-safe.
///
/// A stalled disk fills the queue; when it is full, new attempts are refused at once. An end of an
/// attempt is always taken, since its call was made.
public final class LedgerQueue implements AutoCloseable {
  private static final int MOST_WAITING = 10_000;
  private static final int BATCH = 256;

  private final LedgerWriter ledger;
  private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private final Thread thread;

  /// Something to write, and who waits for it.
  private static final class Entry {
    private final Runnable write;
    private final Context context;
    private final Handler<Optional<BreakevenException>> done;
    private Optional<BreakevenException> problem = Optional.empty();

    Entry(Runnable write, Context context, Handler<Optional<BreakevenException>> done) {
      this.write = write;
      this.context = context;
      this.done = done;
    }

    void write() {
      problem = attempt(write);
    }

    void tell(Optional<BreakevenException> ofAll) {
      Optional<BreakevenException> result = ofAll.isPresent() ? ofAll : problem;
      context.runOnContext(_ -> done.handle(result));
    }
  }

  public LedgerQueue(LedgerWriter ledger) {
    this.ledger = ledger;
    thread = Thread.ofPlatform().daemon().name("ledger-writer").start(this::run);
  }

  /// Tells `done` on `context` that the line is written, or what is in its way.
  public void opened(Opening opening, Context context, Handler<Optional<BreakevenException>> done) {
    if (entries.size() >= MOST_WAITING) {
      done.handle(Optional.of(stalled()));
    } else {
      entries.add(new Entry(() -> ledger.opened(opening), context, done));
    }
  }

  public void closed(Attempt attempt, Context context, Handler<Optional<BreakevenException>> done) {
    entries.add(new Entry(() -> ledger.closed(attempt), context, done));
  }

  private static BreakevenException stalled() {
    return new BreakevenException(
        ErrorCode.LEDGER_BUSY,
        "the ledger does not take what is written",
        "",
        "Look at the disk of the ledger; calls are refused until it writes again.");
  }

  private void run() {
    List<Entry> batch = new ArrayList<>(BATCH);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        batch.add(entries.take());
        entries.drainTo(batch, BATCH - 1);
        write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      write(List.copyOf(entries));
    }
  }

  /// Writes all that waits in one go, then tells everybody.
  private void write(List<Entry> batch) {
    Optional<BreakevenException> problem =
        attempt(() -> ledger.together(() -> batch.forEach(Entry::write)));
    batch.forEach(entry -> entry.tell(problem));
  }

  private static Optional<BreakevenException> attempt(Runnable write) {
    try {
      write.run();
      return Optional.empty();
    } catch (BreakevenException e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      return Optional.of(
          new BreakevenException(
              ErrorCode.INTERNAL, "the ledger failed: " + e, "", "Report this."));
    }
  }

  /// Writes what waits and ends; the ledger itself stays open.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
