package dev.breakeven.store;

import dev.breakeven.store.Manifest.StoredFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/// A sorted file of attempt hashes with the digests of their tokens, 24 bytes each, mapped.
final class IdRun implements IdEntries {
  private static final int ENTRY = 24;
  private static final int BUFFERED_ENTRIES = 1 << 14;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment data;
  private final long size;

  private IdRun(MemorySegment data) {
    this.data = data;
    this.size = data.byteSize() / ENTRY;
  }

  /// Maps `file` for the life of `arena`.
  static IdRun open(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new IdRun(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    int order = Long.compare(high, otherHigh);
    return order != 0 ? order : Long.compare(low, otherLow);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long high(long index) {
    return data.get(WORD, index * ENTRY);
  }

  @Override
  public long low(long index) {
    return data.get(WORD, index * ENTRY + 8);
  }

  @Override
  public long digest(long index) {
    return data.get(WORD, index * ENTRY + 16);
  }

  /// The digest kept with a hash, or 0. Hashes are spread evenly, so the search starts where this
  /// one should be.
  long find(long high, long low) {
    long guess = Math.unsignedMultiplyHigh(high ^ Long.MIN_VALUE, size);
    long step = 16;
    long from = Math.max(0, guess - step);
    while (from > 0 && compare(high(from), low(from), high, low) > 0) {
      step *= 2;
      from = Math.max(0, guess - step);
    }
    step = 16;
    long to = Math.min(size, guess + step);
    while (to < size && compare(high(to - 1), low(to - 1), high, low) < 0) {
      step *= 2;
      to = Math.min(size, guess + step);
    }
    return search(from, to, high, low);
  }

  private long search(long from, long to, long high, long low) {
    while (from < to) {
      long middle = (from + to) >>> 1;
      int order = compare(high(middle), low(middle), high, low);
      if (order == 0) {
        return digest(middle);
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return 0;
  }

  /// Merges sorted sources into a new durable file; of equal hashes the one of the last source
  /// stays.
  static StoredFile write(Folder folder, String name, List<? extends IdEntries> sources)
      throws IOException {
    long[] at = new long[sources.size()];
    ByteBuffer buffer = ByteBuffer.allocate(ENTRY * BUFFERED_ENTRIES);
    CRC32C crc = new CRC32C();
    long bytes = 0;
    try (FileChannel channel =
        FileChannel.open(
            folder.file(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int least = least(sources, at); least >= 0; least = least(sources, at)) {
        IdEntries source = sources.get(least);
        long high = source.high(at[least]);
        long low = source.low(at[least]);
        buffer.putLong(high).putLong(low).putLong(source.digest(at[least]));
        bytes += ENTRY;
        if (!buffer.hasRemaining()) {
          flush(buffer, channel, crc);
        }
        skip(sources, at, high, low);
      }
      flush(buffer, channel, crc);
      channel.force(true);
    }
    return new StoredFile(name, bytes, crc.getValue());
  }

  private static int least(List<? extends IdEntries> sources, long[] at) {
    int least = -1;
    for (int i = 0; i < at.length; i++) {
      IdEntries source = sources.get(i);
      if (at[i] < source.size()
          && (least < 0
              || compare(
                      source.high(at[i]),
                      source.low(at[i]),
                      sources.get(least).high(at[least]),
                      sources.get(least).low(at[least]))
                  <= 0)) {
        least = i;
      }
    }
    return least;
  }

  private static void skip(List<? extends IdEntries> sources, long[] at, long high, long low) {
    for (int i = 0; i < at.length; i++) {
      IdEntries source = sources.get(i);
      if (at[i] < source.size() && source.high(at[i]) == high && source.low(at[i]) == low) {
        at[i]++;
      }
    }
  }

  private static void flush(ByteBuffer buffer, FileChannel channel, CRC32C crc) throws IOException {
    buffer.flip();
    crc.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
