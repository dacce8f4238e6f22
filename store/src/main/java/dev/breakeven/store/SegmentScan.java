package dev.breakeven.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads a hot segment from its beginning to the last line feed it has when it is opened.
///
/// A line that is not intact is passed over and told in `damaged`. What follows the last line feed
/// is a line being written, or cut off by a crash: its length is `tornBytes`.
record SegmentScan(long lines, List<Damage> damaged, long tornBytes) {
  static final SegmentScan NONE = new SegmentScan(0, List.of(), 0);

  private static final int CHUNK = 1 << 20;

  /// A line that cannot be read, counted from 1.
  record Damage(long line, String reason) {}

  /// Takes a parsed line and its bytes, both valid during the call only; throws
  /// `IllegalArgumentException` when it says what cannot be.
  @FunctionalInterface
  interface Visitor {
    void visit(EntryCodec line, byte[] bytes, int from, int to);
  }

  static SegmentScan of(Path segment, Visitor visitor) throws IOException {
    try (InputStream in = Files.newInputStream(segment)) {
      return new Pass(visitor).run(in);
    }
  }

  private static final class Pass {
    private final Visitor visitor;
    private final EntryCodec codec = new EntryCodec();
    private final List<Damage> damaged = new ArrayList<>();
    private byte[] bytes = new byte[CHUNK];
    private long lines;

    Pass(Visitor visitor) {
      this.visitor = visitor;
    }

    SegmentScan run(InputStream in) throws IOException {
      int length = 0;
      while (true) {
        int read = in.read(bytes, length, bytes.length - length);
        if (read < 0) {
          return new SegmentScan(lines, damaged, length);
        }
        int used = takeLines(length, length + read);
        length = length + read - used;
        System.arraycopy(bytes, used, bytes, 0, length);
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
      }
    }

    private int takeLines(int from, int to) {
      int begin = 0;
      for (int i = from; i < to; i++) {
        if (bytes[i] == '\n') {
          lines++;
          take(begin, i);
          begin = i + 1;
        }
      }
      return begin;
    }

    private void take(int from, int to) {
      if (!Line.isIntact(bytes, from, to)) {
        damage("the checksum does not fit");
        return;
      }
      try {
        codec.parse(bytes, from, to);
        visitor.visit(codec, bytes, from, to);
      } catch (IllegalArgumentException e) {
        damage(String.valueOf(e.getMessage()));
      }
    }

    private void damage(String reason) {
      damaged.add(new Damage(lines, reason));
    }
  }
}
