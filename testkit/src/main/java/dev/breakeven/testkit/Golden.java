package dev.breakeven.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares text with a golden file of the checkout, or rewrites it with `breakeven.golden=write`.
public final class Golden {
  private Golden() {}

  /// `file` is relative to the checkout, such as `ingest/src/test/golden/trace/azure.txt`.
  ///
  /// Throws `AssertionError` at the first line that differs.
  public static void check(String file, String actual) throws IOException {
    Path path = Path.of(System.getProperty("breakeven.root", "."), file);
    if ("write".equals(System.getProperty("breakeven.golden"))) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, actual);
      return;
    }
    String[] expected = Files.exists(path) ? Files.readString(path).split("\n", -1) : new String[0];
    String[] found = actual.split("\n", -1);
    for (int i = 0; i < Math.max(expected.length, found.length); i++) {
      String left = i < expected.length ? expected[i] : "(no such line)";
      String right = i < found.length ? found[i] : "(no such line)";
      if (!left.equals(right)) {
        throw new AssertionError(
            "%s:%d%n  expected: %s%n  found:    %s%nrewrite it with ./dev golden when this is meant"
                .formatted(file, i + 1, left, right));
      }
    }
  }
}
