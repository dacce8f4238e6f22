package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Opening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The writer of hot segments.
///
/// Lines gather in `pending`; opens, closes and corrections are handed to the operating system
/// before they return, imported rows when the buffer is full or the next sync is due. One thread
/// syncs the segment at most [#PAUSE_NANOS] after the first line that is not durable, at once when
/// somebody waits. Everything but the sync itself happens under `lock`.
final class Journal implements LedgerWriter {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int PENDING_BYTES = 1 << 18;

  private final Folder folder;
  private final LedgerSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition synced = lock.newCondition();
  private final ByteBuffer pending = ByteBuffer.allocateDirect(PENDING_BYTES);
  private final Thread syncer;
  private @Nullable Thread together;
  private boolean appendsPending;
  private boolean urgent;
  private boolean syncing;
  private boolean ended;
  private boolean low;
  private long put;
  private long durable;
  private @Nullable OpenSegment segment;
  private @Nullable KnownIds known;
  private @Nullable BreakevenException lost;
  private @Nullable BreakevenException dropped;
  private @Nullable BreakevenException broken;

  Journal(Folder folder, LedgerSettings settings) {
    this.folder = folder;
    this.settings = settings;
    folder.create();
    low = isSpaceLow();
    syncer = Thread.ofPlatform().daemon().name("ledger-sync").start(this::syncLoop);
  }

  @Override
  public void opened(Opening opening) {
    requireSpace();
    write(new Entry.Opened(opening));
  }

  @Override
  public void closed(Attempt attempt) {
    write(new Entry.Completed(attempt, true));
  }

  @Override
  public void correct(Correction correction) {
    requireSpace();
    write(new Entry.Corrected(correction));
  }

  private void write(Entry entry) {
    LineBuffer line = new LineBuffer();
    EntryCodec.write(entry, line);
    lock.lock();
    try {
      add(line);
      if (!isTogether() || known != null) {
        flush();
      }
      if (known != null && entry instanceof Entry.Completed completed) {
        known.admit(completed.attempt());
      }
      if (settings.strict() && !isTogether()) {
        awaitSynced(put);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void together(Runnable lines) {
    lock.lock();
    together = Thread.currentThread();
    dropped = null;
    try {
      lines.run();
      flush();
      if (dropped != null) {
        throw again(dropped);
      }
      if (settings.strict()) {
        awaitSynced(put);
      }
    } finally {
      together = null;
      lock.unlock();
    }
  }

  private boolean isTogether() {
    return Thread.currentThread().equals(together);
  }

  @Override
  public Appended append(Attempt attempt) {
    requireSpace();
    lock.lock();
    try {
      if (lost != null) {
        throw again(lost);
      }
      if (known == null) {
        flush();
        known = KnownIds.load(folder);
      }
      Appended appended = known.admit(attempt);
      if (appended != Appended.KNOWN) {
        LineBuffer line = new LineBuffer();
        EntryCodec.write(new Entry.Completed(attempt, false), line);
        appendsPending = true;
        add(line);
      }
      return appended;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitDurable() {
    lock.lock();
    try {
      flush();
      awaitSynced(put);
      if (lost != null) {
        throw again(lost);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void roll() {
    lock.lock();
    try {
      flush();
      endSegment();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      awaitDurable();
    } finally {
      ended = true;
      work.signal();
      lock.unlock();
      end();
    }
  }

  private void end() {
    try {
      syncer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      endSegment();
      if (known != null) {
        known.close();
        known = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(LineBuffer line) {
    if (ended) {
      throw new IllegalStateException("the ledger writer is closed");
    }
    if (broken != null) {
      throw again(broken);
    }
    if (line.length() > pending.remaining()) {
      flush();
    }
    if (line.length() > pending.capacity()) {
      store(ByteBuffer.wrap(line.bytes(), 0, line.length()));
    } else {
      pending.put(line.bytes(), 0, line.length());
    }
    if (durable == put) {
      work.signal(); // else the next sync is due anyway
    }
    put++;
  }

  /// Hands what is pending to the operating system; what cannot be written is dropped and thrown.
  private void flush() {
    if (pending.position() > 0) {
      pending.flip();
      try {
        store(pending);
      } finally {
        pending.clear();
        appendsPending = false;
      }
    }
  }

  private void store(ByteBuffer lines) {
    try {
      if (segment == null) {
        segment = OpenSegment.create(folder);
      }
      segment.write(lines);
      if (segment.size() >= settings.segmentBytes()) {
        endSegment();
      }
    } catch (IOException e) {
      BreakevenException failure =
          Folder.full(folder.root(), "cannot write to the ledger: " + Folder.reason(e));
      if (appendsPending) {
        lost = failure;
      }
      dropped = failure;
      throw failure;
    }
  }

  /// Ends the segment; the next line begins a new one.
  private void endSegment() {
    while (syncing) {
      synced.awaitUninterruptibly();
    }
    if (segment != null) {
      try (OpenSegment _ = segment) {
        segment.force();
      } catch (IOException e) {
        broken = unsynced(e);
        throw again(broken);
      } finally {
        segment = null;
      }
    }
  }

  private void awaitSynced(long upTo) {
    urgent = true;
    work.signal();
    while (durable < upTo) {
      if (broken != null) {
        throw again(broken);
      }
      synced.awaitUninterruptibly();
    }
  }

  private void syncLoop() {
    lock.lock();
    try {
      while (broken == null && !(ended && durable == put)) {
        pause();
        try {
          flush();
        } catch (BreakevenException e) {
          // kept in `lost` for whoever appends or waits next
        }
        sync();
      }
    } finally {
      synced.signalAll();
      lock.unlock();
    }
  }

  /// Waits for something to sync, then a little longer for more to come.
  private void pause() {
    while (durable == put && !ended) {
      work.awaitUninterruptibly();
    }
    long nanos = PAUSE_NANOS;
    while (nanos > 0 && !urgent && !ended) {
      try {
        nanos = work.awaitNanos(nanos);
      } catch (InterruptedException e) {
        nanos = 0;
      }
    }
    urgent = false;
  }

  private void sync() {
    long upTo = put;
    OpenSegment current = segment;
    syncing = true;
    lock.unlock();
    IOException failure = null;
    try {
      if (current != null) {
        current.force();
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      lock.lock();
      syncing = false;
    }
    if (failure == null) {
      durable = upTo;
    } else {
      broken = unsynced(failure);
    }
    low = isSpaceLow();
    synced.signalAll();
  }

  private void requireSpace() {
    lock.lock();
    try {
      if (low) {
        low = isSpaceLow();
        if (low) {
          throw Folder.full(
              folder.root(),
              "less than %,d MB of disk are free".formatted(settings.minimumFreeBytes() >> 20));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isSpaceLow() {
    try {
      long free = Files.getFileStore(folder.root()).getUsableSpace();
      return free < settings.minimumFreeBytes();
    } catch (IOException e) {
      return false;
    }
  }

  /// A new exception that says the same, since one that is thrown twice hides the first throw.
  private static BreakevenException again(BreakevenException e) {
    return new BreakevenException(e.code(), e.what(), e.where(), e.remedy());
  }

  private BreakevenException unsynced(IOException e) {
    return new BreakevenException(
        ErrorCode.LEDGER_FULL,
        "the disk did not take what was written: " + Folder.reason(e),
        folder.root().toString(),
        "Check the disk, then start again; run 'breakeven ledger verify'.");
  }
}
