package dev.breakeven.ingest.usage;

import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.text.TextSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Names files, of what a user gave: files, folders, patterns such as `logs/*.jsonl`, or `-`.
///
/// A folder stands for the log files below it, in the order of their paths; links in it are not
/// followed. What cannot be found or entered is counted, and the rest is listed.
final class InputFiles {
  static final Pattern LOG = Pattern.compile(".*\\.(jsonl|ndjson|json|csv)(\\.(gz|zst|zstd))?");
  private static final Pattern PATTERN = Pattern.compile(".*[*?\\[{].*");

  private final Intake problems;
  private final Set<String> files = new LinkedHashSet<>();

  private InputFiles(Intake problems) {
    this.problems = problems;
  }

  static List<String> of(List<String> inputs, Intake problems) {
    InputFiles listing = new InputFiles(problems);
    inputs.forEach(listing::add);
    return List.copyOf(listing.files);
  }

  private void add(String input) {
    if (input.equals(TextSource.STANDARD_INPUT)) {
      files.add(input);
      return;
    }
    try {
      Path path = Path.of(input);
      if (Files.isDirectory(path)) {
        walk(path, file -> LOG.matcher(file.toString()).matches());
      } else if (Files.exists(path)) {
        files.add(input);
      } else if (PATTERN.matcher(input).matches()) {
        match(input);
      } else {
        problems.reject("no such file or folder", input);
      }
    } catch (InvalidPathException | PatternSyntaxException e) {
      problems.reject("no such file or folder", input);
    }
  }

  private void match(String pattern) {
    Path above = Path.of("");
    for (Path part : Path.of(pattern)) {
      if (PATTERN.matcher(part.toString()).matches()) {
        break;
      }
      above = above.resolve(part);
    }
    Path root = Path.of(pattern).isAbsolute() ? Path.of("/").resolve(above) : above;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    int before = files.size();
    walk(root, matcher::matches);
    if (files.size() == before) {
      problems.reject("no file matches", pattern);
    }
  }

  private void walk(Path root, Predicate<Path> wanted) {
    Set<Path> found = new LinkedHashSet<>();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && wanted.test(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            problems.reject("folder or file cannot be entered", file.toString());
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(Files.isSymbolicLink(root) ? root.toRealPath() : root, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.stream()
        .sorted(Comparator.comparing(Path::toString))
        .forEachOrdered(file -> files.add(file.toString()));
  }
}
