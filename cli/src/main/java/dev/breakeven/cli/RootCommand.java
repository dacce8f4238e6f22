package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Nearby;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.offer.Market;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Without a verb: what lies on this machine says; else three questions, or a marked sample.
@Command(
    name = "breakeven",
    description = "Run every token where it is cheapest, and prove it.",
    mixinStandardHelpOptions = true,
    version = "breakeven 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "[VERB]",
    footer = {
      "",
      "Without a verb: what your coding agents' logs, exports in this folder and engines on this",
      "machine say of your spending; found nothing, a few questions or a sample. Nothing is sent.",
      "Every verb has --help and --json."
    })
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
    PlanCommand plan = configuredPlan();
    FirstLook look = new FirstLook(wiring, plan);
    if (look.foundCalls()) {
      look.print(json, out);
      return 0;
    }
    int status;
    Optional<Nearby.Terminal> terminal = json ? Optional.empty() : wiring.terminal();
    if (terminal.isPresent()) {
      look.describe(out);
      status = ask(terminal.get(), plan, out);
    } else {
      status = sample(plan, out);
      if (json) {
        look.describe(spec.commandLine().getErr());
      } else {
        look.describe(out);
      }
    }
    return status;
  }

  /// A plan as files and variables set it, without a flag.
  private PlanCommand configuredPlan() {
    CommandLine plan =
        Objects.requireNonNull(spec.commandLine().getSubcommands().get("plan"), "plan");
    plan.parseArgs();
    return plan.getCommand();
  }

  private int ask(Nearby.Terminal terminal, PlanCommand plan, PrintWriter out) {
    Market market = plan.common.catalog(wiring);
    if (!plan.options.today.isEmpty()) {
      Common.api(market, plan.options.today);
    }
    Questions.Answers answers = new Questions(terminal, market, plan.options.today, out).ask();
    plan.traffic.volume = answers.volume();
    plan.traffic.shape = answers.shape().key();
    plan.options.today = answers.model();
    plan.keepToStatedShape();
    out.println();
    int status = plan.run(plan.traffic.assumed(answers.shape()), out);
    out.println();
    out.println("Next: " + answers.asCommand());
    out.println("      breakeven plan YOUR-TRACE --today " + answers.model());
    return status;
  }

  private int sample(PlanCommand plan, PrintWriter out) {
    plan.common.json = json;
    int status = plan.run(plan.traffic.sample(), out);
    if (!json) {
      out.println();
      out.println("Next: breakeven plan YOUR-TRACE --today gpt-4o --slo ttft-p95=2s");
      out.println("      breakeven plan --volume 500M/month    breakeven --help");
    }
    return status;
  }
}
