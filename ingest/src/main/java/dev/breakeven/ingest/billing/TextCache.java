package dev.breakeven.ingest.billing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts that repeat, made once: a table of fixed size in which a newer text takes a slot over.
///
/// Owned by one thread.
final class TextCache {
  private static final int SLOTS = 1 << 14;
  private static final int LONGEST = 4_096;

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
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    byte[] known = keys[slot];
    if (known == null || !Arrays.equals(known, 0, known.length, bytes, from, to)) {
      keys[slot] = Arrays.copyOfRange(bytes, from, to);
      texts[slot] = made(bytes, from, to);
    }
    return texts[slot];
  }

  private static String made(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    return text.indexOf('"') < 0 ? text : text.replace("\"\"", "\"");
  }
}
