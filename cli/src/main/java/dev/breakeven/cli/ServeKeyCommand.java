package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a virtual key.
@Command(
    name = "key",
    description = "Make a virtual key: its secret is shown once, its hash goes into the file.",
    footer = {"", "breakeven serve key ci --team web"},
    mixinStandardHelpOptions = true)
final class ServeKeyCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ID", description = "Name of the key in the ledger.")
  String id = "";

  @Option(names = "--team", description = "Whose it is.")
  String team = "";

  @Option(names = "--tenant", description = "For whom its calls are billed.")
  String tenant = "";

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  ServeKeyCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Wiring.NewKey key = wiring.newKey();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.write(
          out,
          document ->
              document.text("id", id).text("secret", key.secret()).text("sha256", key.sha256()));
      return 0;
    }
    out.println("Secret, which is not kept anywhere and cannot be shown again:");
    out.println("  " + key.secret());
    out.println();
    out.println("Add to the configuration file, under serve:");
    out.println("  keys:");
    out.println("    - id: " + id);
    out.println("      sha256: " + key.sha256());
    if (!team.isEmpty()) {
      out.println("      team: " + team);
    }
    if (!tenant.isEmpty()) {
      out.println("      tenant: " + tenant);
    }
    return 0;
  }
}
