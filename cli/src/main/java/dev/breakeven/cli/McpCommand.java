package dev.breakeven.cli;

import dev.breakeven.ask.mcp.ToolServer;
import dev.breakeven.cli.wiring.Wiring;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Offers the tools to an agent that started this process.
@Command(
    name = "mcp",
    description = "The same facts for your agent: tools over MCP on standard input and output.",
    synopsisSubcommandLabel = "[install]",
    footer = {
      "",
      "Started by an agent, and never by hand: 'breakeven mcp install claude' says how. It reads",
      "only, from the sources that the flags name, and contacts nobody else.",
      "",
      "breakeven mcp --from-file bills/ --prometheus http://127.0.0.1:9090"
    },
    mixinStandardHelpOptions = true)
final class McpCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin EstateOptions estate = new EstateOptions();

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      description =
          "Folder of the ledger; default $BREAKEVEN_LEDGER, then $XDG_DATA_HOME/breakeven/ledger.")
  Optional<Path> ledger = Optional.empty();

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  McpCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new McpCommand(wiring));
    line.addSubcommand(new McpInstallCommand(wiring));
    return line;
  }

  @Override
  public Integer call() {
    ToolServer.serve(
        new EstateFacts(wiring, estate, ledger),
        spec.root().version()[0].replace("breakeven ", ""),
        System.in,
        ProtocolOutput.claim(),
        spec.commandLine().getErr());
    return 0;
  }
}
