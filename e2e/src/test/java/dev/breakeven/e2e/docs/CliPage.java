package dev.breakeven.e2e.docs;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// `docs/reference/cli.md`: the help of every verb that is not hidden, in the order of the help.
final class CliPage {
  private static final int COLUMNS = 100;

  private CliPage() {}

  static String render(CommandLine root) {
    StringBuilder page =
        new StringBuilder(
            """
            # Command line

            Generated from the commands; run `./dev docs` after a change.
            """);
    for (CommandLine command : commands(root)) {
      page.append("\n## ").append(command.getCommandSpec().qualifiedName(" ")).append("\n\n```\n");
      command.setUsageHelpWidth(COLUMNS);
      command.getUsageMessage(Ansi.OFF).lines().forEach(line -> page.append(line).append('\n'));
      page.append("```\n");
    }
    return page.toString().replaceAll("(?m)[ \\t]+$", "");
  }

  private static List<CommandLine> commands(CommandLine command) {
    List<CommandLine> found = new ArrayList<>();
    if (!command.getCommandSpec().usageMessage().hidden()) {
      found.add(command);
      command.getSubcommands().values().stream()
          .distinct()
          .forEach(sub -> found.addAll(commands(sub)));
    }
    return found;
  }
}
