package dev.breakeven.cli;

import dev.breakeven.cli.config.Settings;
import dev.breakeven.cli.render.ConfigPage;
import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What is set, and where.
@Command(
    name = "config",
    description = "What is set by files and environment variables, and where.",
    footer = {
      "",
      "A flag wins over BREAKEVEN_... variables, these over ./breakeven.yaml, this over",
      "$XDG_CONFIG_HOME/breakeven/breakeven.yaml, and that over the default.",
      "",
      "breakeven config --show-origin"
    },
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--show-origin", description = "Also the file:line or variable that says so.")
  boolean showOrigin;

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  ConfigCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Settings settings = wiring.settings();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ConfigPage.writeJson(settings, out);
    } else {
      ConfigPage.print(settings, showOrigin, out);
    }
    return 0;
  }
}
