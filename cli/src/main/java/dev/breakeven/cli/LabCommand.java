package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The serving model on the bench.
@Command(
    name = "lab",
    description = "The serving model on the bench: does it fit, how fast is it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(fit | throughput | simulate | accuracy | calibrate)")
final class LabCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new LabCommand());
    line.addSubcommand(new LabFitCommand(wiring));
    line.addSubcommand(new LabThroughputCommand(wiring));
    line.addSubcommand(new LabSimulateCommand(wiring));
    line.addSubcommand(new LabAccuracyCommand(wiring));
    line.addSubcommand(new LabCalibrateCommand(wiring));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
