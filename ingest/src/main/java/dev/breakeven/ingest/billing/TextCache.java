package dev.breakeven.ingest.billing;

import dev.breakeven.ingest.text.Bytes8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts that repeat, made once: a table of fixed size in pairs of slots, of which a newer text
/// takes over the one that was not asked for last.
///
/// Owned by one thread.
final class TextCache {
  static final Entry NONE = new Entry(new byte[0], "");

  private static final int SLOTS = 1 << 16;
  private static final int LONGEST = 4_096;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final Entry[] entries = new Entry[SLOTS];

  TextCache() {
    Arrays.fill(entries, NONE);
  }

  /// The bytes of a CSV field and their text, in which a doubled quote means one.
  record Entry(byte[] bytes, String text) {
    boolean isOf(byte[] other, int from, int to) {
      return Arrays.equals(bytes, 0, bytes.length, other, from, to);
    }
  }

  Entry entry(byte[] bytes, int from, int to) {
    if (to <= from) {
      return NONE;
    }
    if (to - from > LONGEST) {
      return made(bytes, from, to);
    }
    int slot = slot(bytes, from, to);
    Entry known = entries[slot];
    if (known.isOf(bytes, from, to)) {
      return known;
    }
    Entry other = entries[slot + 1];
    Entry found = other.isOf(bytes, from, to) ? other : made(bytes, from, to);
    entries[slot] = found;
    entries[slot + 1] = known;
    return found;
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
    return (int) (hash >>> 40) & (SLOTS - 2);
  }

  private static Entry made(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    return new Entry(
        Arrays.copyOfRange(bytes, from, to),
        text.indexOf('"') < 0 ? text : text.replace("\"\"", "\""));
  }
}
