package dev.breakeven.ingest.billing;

import dev.breakeven.ingest.text.Bytes8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts that repeat, made once: a table of fixed size in which a newer text takes a slot over.
///
/// Owned by one thread.
final class TextCache {
  private static final int SLOTS = 1 << 16;
  private static final int LONGEST = 4_096;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[][] keys = new byte[SLOTS][];
  private final String[] texts = new String[SLOTS];

  /// The text of a CSV field, in which a doubled quote means one.
  String text(byte[] bytes, int from, int to) {
    if (to <= from) {
      return "";
    }
    if (to - from > LONGEST) {
      return made(bytes, from, to);
    }
    int slot = slot(bytes, from, to);
    byte[] known = keys[slot];
    if (known == null || !Arrays.equals(known, 0, known.length, bytes, from, to)) {
      keys[slot] = Arrays.copyOfRange(bytes, from, to);
      texts[slot] = made(bytes, from, to);
    }
    return texts[slot];
  }

  private static int slot(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int i = from;
    for (; i + Bytes8.COUNT <= to; i += Bytes8.COUNT) {
      hash = (hash ^ Bytes8.at(bytes, i)) * MIX;
      hash ^= hash >>> 32;
    }
    for (; i < to; i++) {
      hash = (hash ^ bytes[i]) * MIX;
    }
    return (int) (hash >>> 40) & (SLOTS - 1);
  }

  private static String made(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    return text.indexOf('"') < 0 ? text : text.replace("\"\"", "\"");
  }
}
