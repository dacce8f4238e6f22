package dev.breakeven.core.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page is what the code computes; `./dev docs` rewrites it.
class PublishedClaimsPageTest {
  @Test
  void theConceptPageCitesOnlyComputedRows() throws IOException {
    String page = Files.readString(docs("break-even.md"));
    Set<String> computed =
        PublishedClaimsTest.ALL.stream().map(Claim::id).collect(Collectors.toSet());

    assertThat(Pattern.compile("\\b(S\\d|X)-\\d{3}\\b").matcher(page).results())
        .isNotEmpty()
        .extracting(MatchResult::group)
        .allMatch(computed::contains);
  }

  @Test
  void isInSync() throws IOException {
    String text = new PublishedClaimsPage().render();
    Path file = docs("published-claims.md");
    if ("write".equals(System.getProperty("breakeven.golden"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).as("%s is generated: run ./dev docs", file.getFileName()).exists();
    assertThat(Files.readString(file)).as("run ./dev docs").isEqualTo(text);
  }

  private static Path docs(String name) {
    return Path.of(System.getProperty("breakeven.root"), "docs/concepts", name);
  }
}
