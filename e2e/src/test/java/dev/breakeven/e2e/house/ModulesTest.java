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
    String section = read("ARCHITECTURE.md").split("\n## Modules\n")[1].split("\n## ")[0];
    assertThat(names(section, TABLE_ROW))
        .containsExactlyInAnyOrderElementsOf(names(read("pom.xml"), IN_POM));
  }

  private static String read(String file) throws IOException {
    return Files.readString(Repository.root().resolve(file));
  }

  private static List<String> names(String text, Pattern pattern) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
