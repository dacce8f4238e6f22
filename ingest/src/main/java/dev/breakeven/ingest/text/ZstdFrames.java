package dev.breakeven.ingest.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// Zstandard frames (RFC 8878, section 3.1), one at a time, as the decompressor can take them.
///
/// Reading gives the current frame and then its end. Skippable frames, which parallel and seekable
/// compressors write, are left out. The decompressor holds back up to 8 MiB until a frame ends
/// well, so one that breaks off is closed after its last whole block; its checksum is kept here.
final class ZstdFrames extends InputStream {
  private static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE = 0x184D2A50;
  private static final int RUN_LENGTH = 1;
  private static final int LONGEST_BLOCK = 1 << 17;
  private static final int CHECKSUM_FLAG = 4;
  private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
  private static final int[] SIZE_BYTES = {0, 2, 4, 8};

  private final InputStream in;
  private final byte[] unit = new byte[LONGEST_BLOCK + 16];
  private int position;
  private int limit;
  private boolean inFrame;
  private boolean hasChecksum;
  private int checksum;
  private boolean broken;

  ZstdFrames(InputStream in) {
    this.in = in;
  }

  /// Moves to the next frame; false at the end of the input.
  boolean nextFrame() throws IOException {
    int magic = SKIPPABLE;
    while ((magic & ~0xF) == SKIPPABLE) {
      position = 0;
      limit = 0;
      if (!take(4) && limit == 0) {
        return false;
      }
      magic = limit == 4 ? littleEndian(0, 4) : 0;
      if ((magic & ~0xF) == SKIPPABLE) {
        take(4);
        in.skipNBytes(littleEndian(4, 4) & 0xFFFFFFFFL);
      }
    }
    if (magic != MAGIC) {
      throw new IOException("bytes that are no zstd frame");
    }
    takeFrameHeader();
    return true;
  }

  /// True when the current frame ended before its last block or checksum was whole.
  boolean broken() {
    return broken;
  }

  /// True unless the current frame, all read, carries another checksum than the low half of `hash`.
  boolean agreesWith(long hash) {
    return !hasChecksum || checksum == (int) hash;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    while (position == limit) {
      if (!inFrame) {
        return -1;
      }
      takeBlock();
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(unit, position, bytes, offset, count);
    position += count;
    return count;
  }

  private void takeFrameHeader() throws IOException {
    take(1);
    int descriptor = unit[4] & 0xFF;
    boolean single = (descriptor & 0x20) != 0;
    int sizeFlag = descriptor >>> 6;
    int size = sizeFlag == 0 && single ? 1 : SIZE_BYTES[sizeFlag];
    broken = !take((single ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3] + size);
    inFrame = !broken;
    hasChecksum = (descriptor & CHECKSUM_FLAG) != 0;
    unit[4] = (byte) (descriptor & ~CHECKSUM_FLAG);
  }

  private void takeBlock() throws IOException {
    position = 0;
    limit = 0;
    boolean whole = take(3);
    int header = whole ? littleEndian(0, 3) : 0;
    int size = ((header >>> 1) & 3) == RUN_LENGTH ? 1 : header >>> 3;
    if (size > LONGEST_BLOCK) {
      throw new IOException("zstd block over 128 KiB");
    }
    if (!whole || !take(size)) {
      closeFrame();
      inFrame = false;
      broken = true;
    } else if ((header & 1) != 0) {
      inFrame = false;
      takeChecksum();
    }
  }

  private void takeChecksum() throws IOException {
    if (hasChecksum) {
      int end = limit;
      broken = !take(4);
      checksum = broken ? 0 : littleEndian(end, 4);
      limit = end;
    }
  }

  /// An empty last block in place of one that is not whole.
  private void closeFrame() {
    unit[0] = 1;
    unit[1] = 0;
    unit[2] = 0;
    limit = 3;
  }

  private boolean take(int count) throws IOException {
    int read = in.readNBytes(unit, limit, count);
    limit += read;
    return read == count;
  }

  private int littleEndian(int from, int count) {
    int value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | (unit[from + i] & 0xFF);
    }
    return value;
  }
}
