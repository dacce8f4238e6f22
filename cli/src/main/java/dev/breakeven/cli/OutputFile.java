package dev.breakeven.cli;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Writes what a flag asked for into a file, or says why not.
final class OutputFile {
  private OutputFile() {}

  /// Replaces what is there.
  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "cannot be written: " + reason(e),
          file.toString(),
          "Name a file in a folder that exists and that you may write to.");
    }
  }

  /// Makes `folder` where there is none yet.
  static void folder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "the folder cannot be made: " + reason(e),
          folder.toString(),
          "Name one that you may write to.");
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such folder";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "a file is in the way";
      default -> String.valueOf(e.getMessage());
    };
  }
}
