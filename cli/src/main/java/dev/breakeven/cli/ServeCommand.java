package dev.breakeven.cli;

import dev.breakeven.cli.wiring.GatewayProcess;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the gateway until it is told to stop.
@Command(
    name = "serve",
    description = "One URL in front of your engines and hosted APIs: metered, within budget.",
    footer = {
      "",
      "Prints one line of JSON when it takes requests, and ends on SIGTERM or Ctrl-C once the",
      "requests that run have ended. Clients use it as they use OpenAI or Anthropic: at its url.",
      "",
      "breakeven serve --upstream http://127.0.0.1:11434",
      "breakeven serve --upstream https://api.openai.com --upstream-key env:OPENAI_API_KEY",
      "breakeven serve --check --config breakeven.yaml"
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "An engine or API of OpenAI's kind, or api.anthropic.com; repeatable.")
  List<String> upstreams = new ArrayList<>();

  @Option(
      names = "--upstream-key",
      paramLabel = "REF",
      description = "Where the key for the upstreams is: env:NAME or file:PATH.")
  Optional<String> upstreamKey = Optional.empty();

  @Option(names = "--port", description = "Port to listen on; default 4000, 0 is any free one.")
  Optional<Integer> port = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Upstreams, keys, budgets and limits: the part 'serve' of a YAML file.")
  Optional<Path> config = Optional.empty();

  @Option(
      names = "--check",
      description = "Only look: files, secrets, prices, and upstreams without a paid call.")
  boolean check;

  @Option(
      names = "--prices",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      paramLabel = "FILE",
      description = "Your own prices or discounts; wins over the built-in catalog.")
  List<Path> prices = new ArrayList<>();

  ServeCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new ServeCommand(wiring));
    line.addSubcommand(new ServeKeyCommand(wiring));
    return line;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (check) {
      return check(out);
    }
    try (GatewayProcess process = wiring.gateway(this::settings, options.folder, prices)) {
      JsonOut.write(
          out,
          json ->
              json.text("url", process.url())
                  .text("admin_url", process.adminUrl())
                  .text("ledger", process.ledger().toString()));
      process.awaitStop();
    }
    return 0;
  }

  /// Lists what was looked at, what is wrong with where it stands; 1 when anything is.
  private int check(PrintWriter out) {
    int wrong = 0;
    for (Wiring.GatewayFinding each : wiring.checkGateway(config, upstreams, upstreamKey, prices)) {
      wrong += each.isWrong() ? 1 : 0;
      out.printf("%-5s  %s: %s%n", each.isWrong() ? "WRONG" : "ok", each.where(), each.what());
    }
    out.println(wrong == 0 ? "The gateway can start." : "Wrong: " + wrong + ".");
    return wrong == 0 ? 0 : 1;
  }

  private GatewaySettings settings() {
    return wiring.gatewaySettings(config, upstreams, upstreamKey, port, prices);
  }
}
