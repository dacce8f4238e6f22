package dev.breakeven.ingest.text;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// An input of text: a file or standard input, plain, gzip or zstd, told apart by its first bytes.
///
/// Errors name the input as the user gave it. Owned by one thread.
public final class TextSource implements AutoCloseable {
  /// The name that means standard input.
  public static final String STANDARD_INPUT = "-";

  private static final int INFLATE_BUFFER = 1 << 16;

  private final String name;
  private final InputStream raw;
  private final Lines lines;

  private TextSource(String name, InputStream raw, InputStream text) {
    this.name = name;
    this.raw = raw;
    lines = new Lines(text);
  }

  /// Opens a file, or `standardInput` for the name `-`.
  ///
  /// Throws `FILE_MISSING`, `FILE_UNREADABLE`, or `FORMAT_UNKNOWN` for a container that is no text.
  public static TextSource open(String name, InputStream standardInput) {
    if (name.equals(STANDARD_INPUT)) {
      return of(name, standardInput);
    }
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        throw unreadable(name, "input is a folder", "Give a file in it");
      }
      return of(name, Files.newInputStream(path));
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING, "no such file", name, "Check the path, or give - for a pipe");
    } catch (AccessDeniedException e) {
      throw unreadable(name, "no permission to read the file", "Change its permissions");
    } catch (IOException e) {
      throw unreadable(name, "file cannot be opened: " + e.getMessage(), "Check the file");
    }
  }

  /// Reads `bytes`, which `name` stands for in messages.
  public static TextSource of(String name, InputStream bytes) {
    PeekedInput raw = new PeekedInput(bytes);
    try {
      Container container = Container.of(raw.peek(Container.LONGEST_MAGIC));
      return switch (container) {
        case PLAIN -> new TextSource(name, raw, raw);
        case GZIP -> new TextSource(name, raw, new GZIPInputStream(raw, INFLATE_BUFFER));
        case ZSTD -> new TextSource(name, raw, new ZstdText(raw));
        default ->
            throw new BreakevenException(
                ErrorCode.FORMAT_UNKNOWN,
                "input is " + container.description(),
                name,
                container.remedy());
      };
    } catch (EOFException e) {
      throw unreadable(name, "input is cut off in its gzip header", "Check that the file is whole");
    } catch (IOException e) {
      throw unreadable(name, "input cannot be read: " + e.getMessage(), "Check the file");
    }
  }

  private static BreakevenException unreadable(String name, String what, String remedy) {
    return new BreakevenException(ErrorCode.FILE_UNREADABLE, what, name, remedy);
  }

  public String name() {
    return name;
  }

  public Lines lines() {
    return lines;
  }

  @Override
  public void close() {
    try {
      raw.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
