package dev.breakeven.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// ARCHITECTURE.md names the modules that the POM builds, no more and no fewer.
class ModulesTest {
  private static final Pattern IN_POM = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern TABLE_ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");

  @Test
  void theTableOfModulesIsThePomsList() throws IOException {
    assertThat(names("ARCHITECTURE.md", TABLE_ROW))
        .containsExactlyInAnyOrderElementsOf(names("pom.xml", IN_POM));
  }

  private static List<String> names(String file, Pattern pattern) throws IOException {
    return pattern
        .matcher(Files.readString(Repository.root().resolve(file)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}
