package dev.breakeven.ingest.text;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/// What zstd frames hold, each checked against its checksum.
///
/// Gives out small pieces: the decompressor fills the whole array it is given before it answers,
/// and what it had filled is lost when it then meets damage.
final class ZstdText extends InputStream {
  private static final int PIECE = 1 << 12;

  private final ZstdFrames frames;
  private final XxHash64JavaHasher hash = new XxHash64JavaHasher(0);
  private Optional<ZstdInputStream> frame = Optional.empty();

  ZstdText(InputStream in) {
    frames = new ZstdFrames(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    while (true) {
      if (frame.isEmpty()) {
        if (!frames.nextFrame()) {
          return -1;
        }
        hash.reset(0);
        frame = Optional.of(new ZstdInputStream(frames));
      }
      int count = frame.get().read(bytes, offset, Math.min(length, PIECE));
      if (count > 0) {
        hash.update(bytes, offset, count);
        return count;
      }
      endFrame();
    }
  }

  private void endFrame() throws IOException {
    frame = Optional.empty();
    if (frames.broken()) {
      throw new EOFException("zstd frame ends early");
    }
    if (!frames.agreesWith(hash.digest())) {
      throw new IOException("zstd checksum differs");
    }
  }
}
