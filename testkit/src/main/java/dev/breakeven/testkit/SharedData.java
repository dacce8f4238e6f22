package dev.breakeven.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Large files of other projects that tests may read where a checkout has them beside it.
///
/// The folder is the system property `breakeven.shared`, or `BREAKEVEN_SHARED`, or `../shared/data`
/// beside the checkout. Tests that need a file which is not there skip with a line that says so.
public final class SharedData {
  private SharedData() {}

  /// The file or folder `relative`, such as `prices/models-dev-merged.json`, if it is there.
  public static Optional<Path> find(String relative) {
    String named = System.getProperty("breakeven.shared", System.getenv("BREAKEVEN_SHARED"));
    String root = System.getProperty("breakeven.root", "");
    Path folder =
        named == null || named.isBlank()
            ? Path.of(root).resolve("../shared/data").normalize()
            : Path.of(named);
    Path path = folder.resolve(relative);
    return Files.exists(path) ? Optional.of(path) : Optional.empty();
  }
}
