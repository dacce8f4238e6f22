package dev.breakeven.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Writes one hot line: a flat JSON object without empty or unknown values, sealed, with its line
/// feed. Not thread-safe; each [#begin] starts a new line over the old.
final class LineBuffer implements CellSink {
  private static final byte[][] NAMES = names();
  private static final int LONGEST_NUMBER = 20;

  private byte[] bytes = new byte[1024];
  private int length;

  private static byte[][] names() {
    byte[][] names = new byte[Column.count()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = (",\"" + Column.at(i).key() + "\":").getBytes(StandardCharsets.US_ASCII);
    }
    return names;
  }

  void begin(String kind) {
    length = 0;
    ascii("{\"k\":\"");
    ascii(kind);
    ascii("\"");
  }

  /// A number that is no column.
  void number(String key, long value) {
    ascii(",\"");
    ascii(key);
    ascii("\":");
    decimal(value);
  }

  void end() {
    reserve(Line.SUFFIX + 1);
    Line.seal(bytes, 0, length);
    length += Line.SUFFIX;
    bytes[length++] = '\n';
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Override
  public void text(Column column, String value) {
    if (!value.isEmpty()) {
      name(column);
      quoted(value);
    }
  }

  @Override
  public void whole(Column column, long value) {
    name(column);
    decimal(value);
  }

  @Override
  public void real(Column column, double value) {
    name(column);
    ascii(Double.toString(value));
  }

  @Override
  public void unknown(Column column) {
    // what is not written is unknown
  }

  private void name(Column column) {
    byte[] name = NAMES[column.ordinal()];
    reserve(name.length);
    System.arraycopy(name, 0, bytes, length, name.length);
    length += name.length;
  }

  private void decimal(long value) {
    if (value < 0) {
      ascii(Long.toString(value));
      return;
    }
    reserve(LONGEST_NUMBER);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void quoted(String value) {
    reserve(value.length() + 2);
    int start = length;
    bytes[length++] = '"';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        length = start;
        escaped(value);
        return;
      }
      bytes[length++] = (byte) c;
    }
    bytes[length++] = '"';
  }

  private void escaped(String value) {
    StringBuilder text = new StringBuilder(value.length() + 16).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else {
        text.append(c);
      }
    }
    byte[] utf8 = text.append('"').toString().getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
