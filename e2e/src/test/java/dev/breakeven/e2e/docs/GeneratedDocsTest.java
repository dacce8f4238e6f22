package dev.breakeven.e2e.docs;

import dev.breakeven.cli.Main;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.e2e.house.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The generated pages are what the code says; `./dev docs` rewrites them.
class GeneratedDocsTest {
  static Stream<GeneratedPage> pages() throws IOException {
    String readme = Files.readString(Repository.root().resolve("README.md"));
    return Stream.of(
        new GeneratedPage("README.md", OutputBlocks.render(readme)),
        new GeneratedPage("docs/reference/errors.md", ErrorsPage.render()),
        new GeneratedPage("docs/reference/config.md", ConfigDocsPage.render()),
        new GeneratedPage("docs/reference/tools.md", ToolsPage.render()),
        new GeneratedPage("docs/reference/serve.md", ServeDocsPage.render()),
        new GeneratedPage(
            "docs/reference/cli.md",
            CliPage.render(Main.commandLine(new Wiring(Clock.systemUTC())))));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void isInSync(GeneratedPage page) throws IOException {
    page.writeOrCompare();
  }
}
