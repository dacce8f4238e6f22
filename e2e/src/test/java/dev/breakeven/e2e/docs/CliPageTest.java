package dev.breakeven.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CliPageTest {
  @Test
  void showsEveryVerbOnceAndNoHiddenOne() {
    String page = CliPage.render(new CommandLine(new Tool()));

    assertThat(page.lines().filter(line -> line.startsWith("## ")))
        .containsExactly("## tool", "## tool plan", "## tool plan diff");
    assertThat(page).contains("--json").doesNotContain("secret");
    assertThat(page.lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Command(
      name = "tool",
      subcommands = {Plan.class, Secret.class})
  static final class Tool {}

  @Command(name = "plan", aliases = "p", subcommands = Diff.class)
  static final class Plan {
    @Option(names = "--json", description = "One document on stdout.")
    boolean json;
  }

  @Command(name = "diff")
  static final class Diff {}

  @Command(name = "secret", hidden = true)
  static final class Secret {}
}
