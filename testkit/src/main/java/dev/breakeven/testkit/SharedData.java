package dev.breakeven.testkit;

import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the real data sets that are too large or not ours to bundle.
///
/// The folder is the system property `breakeven.shared`, else the variable `BREAKEVEN_SHARED`, else
/// `../shared/data` beside the checkout. A test without it says so and is skipped:
/// `Optional<Path> file = SharedData.file("traces/x.csv.gz")`.
public final class SharedData {
  private SharedData() {}

  /// The file, or nothing after a printed line that names it.
  public static Optional<Path> file(String relative) {
    Optional<Path> found =
        Stream.of(
                System.getProperty("breakeven.shared"),
                System.getenv("BREAKEVEN_SHARED"),
                System.getProperty("breakeven.root", ".") + "/../shared/data")
            .filter(Objects::nonNull)
            .filter(folder -> !folder.isEmpty())
            .findFirst()
            .map(folder -> Path.of(folder, relative))
            .filter(Files::isReadable);
    if (found.isEmpty()) {
      System.getLogger("shared-data")
          .log(Level.INFO, "skipped: no " + relative + " in shared data (set BREAKEVEN_SHARED)");
    }
    return found;
  }
}
