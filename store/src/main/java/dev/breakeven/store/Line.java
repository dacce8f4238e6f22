package dev.breakeven.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A line of JSON that ends with the CRC32C of what stands before: `{…,"crc":"1a2b3c4d"}`.
final class Line {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MARK = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 8;

  /// Bytes of the checksum and of what closes the object.
  static final int SUFFIX = MARK.length + DIGITS + 2;

  private Line() {}

  /// Writes the suffix over the content `bytes[from, to)` at `to`; the line feed is the caller's.
  static void seal(byte[] bytes, int from, int to) {
    suffix(checksum(bytes, from, to), bytes, to);
  }

  private static void suffix(int crc, byte[] bytes, int at) {
    System.arraycopy(MARK, 0, bytes, at, MARK.length);
    int digits = at + MARK.length;
    for (int i = 0; i < DIGITS; i++) {
      bytes[digits + i] = HEX[crc >>> (28 - 4 * i) & 15];
    }
    bytes[digits + DIGITS] = '"';
    bytes[digits + DIGITS + 1] = '}';
  }

  /// Is `bytes[from, to)`, without its line feed, a line as it was written?
  static boolean isIntact(byte[] bytes, int from, int to) {
    int content = to - SUFFIX;
    if (content <= from || bytes[from] != '{') {
      return false;
    }
    byte[] suffix = new byte[SUFFIX];
    suffix(checksum(bytes, from, content), suffix, 0);
    return Arrays.equals(suffix, 0, SUFFIX, bytes, content, to);
  }

  /// The CRC32C of a whole file.
  static long checksum(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return crc.getValue();
  }

  private static int checksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
