package dev.breakeven.e2e.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The checkout under test, found by the system property `breakeven.root` that Surefire sets.
public final class Repository {
  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", ".idea", ".vscode", "build.lock");

  private Repository() {}

  public static Path root() {
    return Path.of(System.getProperty("breakeven.root", "..")).toAbsolutePath().normalize();
  }

  /// Every file that is not built and not an editor's, sorted by path.
  public static List<Path> files() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(root(), new Collector(found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(null);
    return found;
  }

  public static List<JavaSource> javaSources() {
    return files().stream()
        .filter(file -> file.toString().endsWith(".java"))
        .map(JavaSource::read)
        .toList();
  }

  /// Sources that ship: `src/main/java` of every module but the benchmarks.
  public static List<JavaSource> mainSources() {
    return javaSources().stream().filter(JavaSource::isMain).toList();
  }

  /// `file` as it is written in messages: relative to the root, with forward slashes.
  public static String name(Path file) {
    return root().relativize(file).toString().replace('\\', '/');
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<Path> found;

    Collector(List<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean ours = folder.equals(root()) || !NOT_OURS.contains(folder.getFileName().toString());
      return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !NOT_OURS.contains(file.getFileName().toString())) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
