package dev.breakeven.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.e2e.house.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page that is made from the code, whole or in its blocks of output, so that it cannot drift.
record GeneratedPage(String path, String text) {
  /// With `-Dbreakeven.golden=write` the page is rewritten, else it must be what the code says.
  void writeOrCompare() throws IOException {
    Path file = Repository.root().resolve(path);
    if ("write".equals(System.getProperty("breakeven.golden"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).as("%s is generated: run ./dev docs", path).exists().hasContent(text);
  }

  @Override
  public String toString() {
    return path;
  }
}
