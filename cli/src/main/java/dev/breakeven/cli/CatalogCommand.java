package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What is on offer: the built-in catalog with the user's files over it.
@Command(
    name = "catalog",
    description = "What is on offer, from where and when.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | show | import | check)")
final class CatalogCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new CatalogCommand());
    line.addSubcommand(new CatalogListCommand(wiring));
    line.addSubcommand(new CatalogShowCommand(wiring));
    line.addSubcommand(new CatalogImportCommand(wiring));
    line.addSubcommand(new CatalogCheckCommand(wiring));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
