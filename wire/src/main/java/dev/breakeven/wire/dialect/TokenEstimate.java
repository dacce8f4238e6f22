package dev.breakeven.wire.dialect;

/// Counts tokens roughly, for what no upstream counted: each character has a weight by what it is
/// and by the one before it, fitted to the vocabulary o200k_base on prose, code, data and four
/// scripts. Keeps no text. Not thread-safe.
final class TokenEstimate {
  /// In thousandths of a token.
  private static final int UNIT = 1000;

  private static final int LETTER = 168;
  private static final int DIGIT = 667;
  private static final int LINE = 969;
  private static final int SPACE = 350;
  private static final int MARK = 691;

  /// A space or mark again.
  private static final int REPEATED = 12;

  /// Of an alphabet beyond ASCII.
  private static final int ALPHABET = 225;

  private static final int HANGUL = 595;

  /// Of Chinese, and the kana.
  private static final int IDEOGRAPH = 707;

  /// Emoji and marks beyond ASCII.
  private static final int SYMBOL = 1283;

  /// Of text that was not looked at, for each byte: JSON, mostly.
  private static final int UNSEEN = 265;

  private static final long MOST_SCANNED = 256 << 10;
  private static final int WINDOW = 4 << 10;

  private long weight;
  private int before;

  void add(char[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!Character.isLowSurrogate(text[i])) {
        add(text[i]);
      }
    }
  }

  static long ofUnseen(long bytes) {
    TokenEstimate estimate = new TokenEstimate();
    estimate.addUnseen(bytes);
    return estimate.tokens();
  }

  /// Some bytes of which nothing is known but that they are text.
  void addUnseen(long bytes) {
    weight += UNSEEN * bytes;
  }

  long tokens() {
    return (weight + UNIT - 1) / UNIT;
  }

  private void add(int character) {
    weight += weight(character, before);
    before = character;
  }

  private static int weight(int character, int before) {
    if (character >= 0x80) {
      return beyondAscii(character);
    }
    int lower = character | 0x20;
    if (lower >= 'a' && lower <= 'z') {
      return LETTER;
    }
    if (character >= '0' && character <= '9') {
      return DIGIT;
    }
    if (character == '\n') {
      return LINE;
    }
    if (character == before) {
      return REPEATED;
    }
    return character == ' ' || character == '\t' ? SPACE : MARK;
  }

  private static int beyondAscii(int character) {
    if (character < 0x2000) {
      return ALPHABET;
    }
    if (character >= 0x3040 && character < 0xa000) {
      return IDEOGRAPH;
    }
    return character >= 0xac00 && character < 0xd7b0 ? HANGUL : SYMBOL;
  }

  /// The tokens of `bytes` of JSON in UTF-8 from `from` to `to`, escapes read as what they say; of
  /// a long text some windows stand for the whole, so that the work is bounded.
  static long ofJson(byte[] bytes, int from, int to) {
    int length = to - from;
    TokenEstimate estimate = new TokenEstimate();
    if (length <= MOST_SCANNED) {
      estimate.json(bytes, from, to);
      return estimate.tokens();
    }
    int windows = (int) (MOST_SCANNED / WINDOW);
    for (int i = 0; i < windows; i++) {
      int start = from + (int) ((long) (length - WINDOW) * i / (windows - 1));
      estimate.json(bytes, start, start + WINDOW);
    }
    return estimate.tokens() * length / MOST_SCANNED;
  }

  private void json(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int first = bytes[i] & 0xff;
      if (first == '\\' && i + 1 < to) {
        boolean isCode = bytes[i + 1] == 'u' && i + 6 <= to;
        add(isCode ? code(bytes, i + 2) : escaped(bytes[i + 1]));
        i += isCode ? 6 : 2;
      } else if (first < 0x80) {
        add(first);
        i++;
      } else {
        int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
        if (size > 1 && i + size <= to) {
          add(decoded(bytes, i, size));
        }
        i += size;
      }
    }
  }

  private static int escaped(int letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't', 'r', 'b', 'f' -> '\t';
      default -> letter;
    };
  }

  /// Four hexadecimal digits.
  private static int code(byte[] bytes, int from) {
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      code = code << 4 | (Character.digit(bytes[i], 16) & 0xf);
    }
    return code;
  }

  private static int decoded(byte[] bytes, int from, int size) {
    int code = bytes[from] & (0xff >> (size + 1));
    for (int i = from + 1; i < from + size; i++) {
      code = code << 6 | (bytes[i] & 0x3f);
    }
    return code;
  }
}
