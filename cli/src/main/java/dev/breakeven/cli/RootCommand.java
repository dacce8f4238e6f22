package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Without a verb: the plan of the bundled sample, loudly marked as one.
@Command(
    name = "breakeven",
    description = "Run every token where it is cheapest, and prove it.",
    mixinStandardHelpOptions = true,
    version = "breakeven 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "[VERB]",
    footer = {"", "Without a verb: the plan of a sample. Every verb has --help and --json."})
final class RootCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  RootCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PlanCommand sample = new PlanCommand(wiring);
    sample.common.json = json;
    int status = sample.run(sample.traffic.sample(), out);
    if (!json) {
      out.println();
      out.println("Next: breakeven plan YOUR-TRACE --today gpt-4o --slo ttft-p95=2s");
      out.println("      breakeven plan --volume 500M/month    breakeven --help");
    }
    return status;
  }
}
