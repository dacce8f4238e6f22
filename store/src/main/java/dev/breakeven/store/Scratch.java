package dev.breakeven.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A folder for what need not outlive this process; those of dead processes are swept away.
record Scratch(Path path) implements AutoCloseable {
  static Scratch create(Folder folder) throws IOException {
    Files.createDirectories(folder.temporary());
    sweep(folder.temporary());
    String prefix = ProcessHandle.current().pid() + "-";
    return new Scratch(Files.createTempDirectory(folder.temporary(), prefix));
  }

  private static void sweep(Path temporary) throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.list(temporary)) {
      left = all.filter(Scratch::isAbandoned).toList();
    }
    for (Path path : left) {
      try {
        Folder.remove(path);
      } catch (NoSuchFileException | java.nio.file.DirectoryNotEmptyException e) {
        // another process sweeps at the same time
      }
    }
  }

  private static boolean isAbandoned(Path path) {
    String[] name = String.valueOf(path.getFileName()).split("-", 2);
    try {
      return ProcessHandle.of(Long.parseLong(name[0])).isEmpty();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    Folder.remove(path);
  }
}
