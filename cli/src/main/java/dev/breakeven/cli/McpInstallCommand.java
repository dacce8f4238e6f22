package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.wire.json.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// How an agent is told of the tools; prints it and changes nothing.
@Command(
    name = "install",
    description = "Prints what makes an agent start the tools; changes nothing.",
    footer = {
      "",
      "What follows -- are flags of 'breakeven mcp'; files in it are written with their whole path.",
      "",
      "breakeven mcp install claude -- --from-file bills/",
      "breakeven mcp install codex >> ~/.codex/config.toml"
    },
    mixinStandardHelpOptions = true)
final class McpInstallCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  @Parameters(index = "0", paramLabel = "AGENT", description = "claude or codex.")
  String agent = "";

  @Parameters(index = "1..*", paramLabel = "FLAG", description = "Flags of 'breakeven mcp'.")
  List<String> flags = new ArrayList<>();

  McpInstallCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of("mcp"));
    flags.forEach(flag -> arguments.add(absolute(flag)));
    PrintWriter out = spec.commandLine().getOut();
    switch (agent) {
      case "claude" ->
          out.printf(
              "claude mcp add breakeven -- %s %s%n",
              shell(wiring.launcher()),
              arguments.stream().map(McpInstallCommand::shell).collect(Collectors.joining(" ")));
      case "codex" -> {
        out.println("[mcp_servers.breakeven]");
        out.println("command = " + quoted(wiring.launcher()));
        out.println(
            "args = ["
                + arguments.stream()
                    .map(McpInstallCommand::quoted)
                    .collect(Collectors.joining(", "))
                + "]");
      }
      default -> throw Common.usage("no agent '" + agent + "'", "Use claude or codex.");
    }
    return 0;
  }

  /// An agent starts its tools in a folder of its own.
  private String absolute(String flag) {
    int equals = flag.startsWith("--") ? flag.indexOf('=') : -1;
    try {
      Path file = wiring.surroundings().folder().resolve(flag.substring(equals + 1));
      boolean named = !flag.startsWith("-") || equals > 0;
      return named && Files.exists(file)
          ? flag.substring(0, equals + 1) + file.toAbsolutePath().normalize()
          : flag;
    } catch (InvalidPathException e) {
      return flag;
    }
  }

  private static String shell(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// A basic string of TOML is written as one of JSON.
  private static String quoted(String word) {
    return new Json.Text(word).print();
  }
}
