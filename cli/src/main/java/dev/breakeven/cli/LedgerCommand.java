package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Care of the ledger.
@Command(
    name = "ledger",
    description = "Check, compact and settle the record of all calls.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(verify | compact | settle)")
final class LedgerCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new LedgerCommand());
    line.addSubcommand(new LedgerVerifyCommand(wiring));
    line.addSubcommand(new LedgerCompactCommand(wiring));
    line.addSubcommand(new LedgerSettleCommand(wiring));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
