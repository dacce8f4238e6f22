package dev.breakeven.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The exclusive hold of a lock file, against other processes and other threads.
///
/// The operating system drops a process's lock when *any* of its channels on the file is closed, so
/// the files held by this process are remembered and never opened a second time.
final class Lease implements AutoCloseable {
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private Lease(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// The lease, or nothing when somebody holds it.
  static Optional<Lease> tryTake(Path file) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    synchronized (HELD) {
      return HELD.contains(key) ? Optional.empty() : open(key, false);
    }
  }

  /// Waits for the lease.
  static Lease take(Path file) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    synchronized (HELD) {
      while (HELD.contains(key)) {
        await();
      }
      HELD.add(key);
    }
    try {
      return open(key, true).orElseThrow();
    } catch (IOException | RuntimeException e) {
      forget(key);
      throw e;
    }
  }

  private static Optional<Lease> open(Path key, boolean wait) throws IOException {
    FileChannel channel =
        FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = wait ? channel.lock() : channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    synchronized (HELD) {
      HELD.add(key);
    }
    return Optional.of(new Lease(key, channel));
  }

  private static void await() throws IOException {
    try {
      HELD.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a lock", e);
    }
  }

  private static void forget(Path key) {
    synchronized (HELD) {
      HELD.remove(key);
      HELD.notifyAll();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      forget(file);
    }
  }
}
