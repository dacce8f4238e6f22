package dev.breakeven.ingest.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What the first bytes of an input say it is.
enum Container {
  GZIP("gzip", "", bytes(0x1F, 0x8B)),
  ZSTD("zstd", "", bytes(0x28, 0xB5, 0x2F, 0xFD)),
  ZIP("a zip archive", "Unpack it and give the file inside", text("PK\u0003\u0004")),
  PARQUET("a Parquet file", "Export it as CSV or JSONL", text("PAR1")),
  BZIP2("bzip2", "Unpack it, or recompress it with gzip or zstd", text("BZh")),
  XZ("xz", "Unpack it, or recompress it with gzip or zstd", bytes(0xFD, '7', 'z', 'X', 'Z')),
  SQLITE("a SQLite database", "Export the table as CSV or JSONL", text("SQLite 3")),
  UTF16_LITTLE("UTF-16 text", "Save it as UTF-8", bytes(0xFF, 0xFE)),
  UTF16_BIG("UTF-16 text", "Save it as UTF-8", bytes(0xFE, 0xFF)),
  PLAIN("text", "", bytes());

  static final int LONGEST_MAGIC = 8;

  /// A zstd file may begin with a skippable frame, whose first byte has sixteen values.
  private static final byte[] SKIPPABLE_TAIL = bytes(0x2A, 0x4D, 0x18);

  private final String description;
  private final String remedy;
  private final byte[] magic;

  Container(String description, String remedy, byte[] magic) {
    this.description = description;
    this.remedy = remedy;
    this.magic = magic;
  }

  static Container of(byte[] head) {
    if (head.length >= 4 && (head[0] & 0xF0) == 0x50 && startsWith(head, 1, SKIPPABLE_TAIL)) {
      return ZSTD;
    }
    for (Container container : values()) {
      if (startsWith(head, 0, container.magic)) {
        return container;
      }
    }
    return PLAIN;
  }

  private static boolean startsWith(byte[] head, int from, byte[] magic) {
    return head.length >= from + magic.length
        && Arrays.equals(magic, 0, magic.length, head, from, from + magic.length);
  }

  String description() {
    return description;
  }

  String remedy() {
    return remedy;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
