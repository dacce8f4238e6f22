package dev.breakeven.catalog.format;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The whole text of a file under the name that errors call it. Strict UTF-8, no byte order mark.
public record SourceText(String file, String text) {
  private static final long LARGEST_BYTES = 64L << 20;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  public static SourceText decode(String file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
      return new SourceText(file, marked ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      throw new Place(file, firstMalformedLine(bytes))
          .invalid("not valid UTF-8", "Save the file as UTF-8.");
    }
  }

  /// Reads a file the user named.
  public static SourceText read(Path path) {
    try {
      if (Files.size(path) > LARGEST_BYTES) {
        throw new Place(path.toString(), 1)
            .invalid("file is larger than 64 MiB", "Split it, or name the right file.");
      }
      return decode(path.toString(), Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING, "no such file", path.toString(), "Check the path.");
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE,
          "cannot be read: " + e.getMessage(),
          path.toString(),
          "Check that it is a file and that its permissions allow reading.");
    }
  }

  private static int firstMalformedLine(byte[] bytes) {
    int line = 1;
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, i - start));
        } catch (CharacterCodingException e) {
          return line;
        }
        start = i + 1;
        line++;
      }
    }
    return 1;
  }
}
