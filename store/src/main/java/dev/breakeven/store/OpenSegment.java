package dev.breakeven.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/// The segment that one writer appends to, held by a lease. Not thread-safe, but for [#force].
final class OpenSegment implements AutoCloseable {
  private final FileChannel channel;
  private final Lease lease;
  private long size;

  private OpenSegment(FileChannel channel, Lease lease) {
    this.channel = channel;
    this.lease = lease;
  }

  /// Creates an empty segment and names it in the manifest.
  static OpenSegment create(Folder folder) throws IOException {
    folder.create();
    try (Lease _ = Lease.take(folder.manifestLock())) {
      Manifest manifest = Manifest.read(folder);
      String name = Folder.segment(manifest.next());
      Lease lease = Lease.take(folder.lockOf(name));
      try {
        FileChannel channel =
            FileChannel.open(
                folder.file(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        Folder.sync(folder.file(Folder.HOT));
        manifest.plusSegment().store(folder);
        return new OpenSegment(channel, lease);
      } catch (IOException | RuntimeException e) {
        lease.close();
        throw e;
      }
    }
  }

  long size() {
    return size;
  }

  /// Appends whole lines, all or, when it throws, none.
  void write(ByteBuffer lines) throws IOException {
    long written = 0;
    try {
      while (lines.hasRemaining()) {
        written += channel.write(lines);
      }
    } catch (IOException e) {
      channel.truncate(size);
      channel.position(size);
      throw e;
    }
    size += written;
  }

  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    try (Lease _ = lease) {
      channel.close();
    }
  }
}
