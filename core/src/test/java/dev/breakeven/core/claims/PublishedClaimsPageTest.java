package dev.breakeven.core.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The page is what the code computes; `./dev docs` rewrites it.
class PublishedClaimsPageTest {
  @Test
  void isInSync() throws IOException {
    String text = new PublishedClaimsPage().render();
    Path file =
        Path.of(System.getProperty("breakeven.root"), "docs/concepts/published-claims.md");
    if ("write".equals(System.getProperty("breakeven.golden"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).as("%s is generated: run ./dev docs", file.getFileName()).exists();
    assertThat(Files.readString(file)).as("run ./dev docs").isEqualTo(text);
  }
}
