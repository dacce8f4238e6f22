package dev.breakeven.ingest.usage;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.text.TextSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Usage logs and bills that lie in one folder among other files, told by content.
///
/// Looks at the beginning of files with the endings of logs, not into folders below, and stops at
/// [#MOST_FILES] looked at or [#MOST_BYTES] found: this is a glance, `import` reads everything.
public final class ExportFiles {
  static final int MOST_FILES = 200;
  static final long MOST_BYTES = 1L << 30;

  private ExportFiles() {}

  /// The files found and how many were not looked at for want of time.
  public record Found(List<String> files, long notLookedAt) {
    public Found {
      files = List.copyOf(files);
    }
  }

  public static Found in(Path folder) {
    List<Path> candidates = candidates(folder);
    List<String> files = new ArrayList<>();
    long bytes = 0;
    long left = 0;
    for (int i = 0; i < candidates.size(); i++) {
      Path file = candidates.get(i);
      long size = size(file);
      if (i >= MOST_FILES || bytes + size > MOST_BYTES) {
        left++;
      } else if (isUsage(file.toString())) {
        files.add(file.toString());
        bytes += size;
      }
    }
    return new Found(files, left);
  }

  private static List<Path> candidates(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (InputFiles.LOG.matcher(file.toString()).matches() && Files.isRegularFile(file)) {
          found.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // a folder that may not be listed holds nothing for us
    }
    found.sort(Comparator.comparing(Path::toString));
    return found;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isUsage(String file) {
    try (TextSource input = TextSource.open(file, InputStream.nullInputStream())) {
      return UsageSources.of(UsageSources.ALL, input.lines()).isPresent();
    } catch (BreakevenException e) {
      return false; // nothing we can read
    }
  }
}
