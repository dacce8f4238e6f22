package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;

/// Entry point of the packaged application.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // the same input prints the same bytes on every machine
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = commandLine(Wiring.ofProcess()).setOut(out).setErr(err).execute(args);
    out.flush();
    System.exit(status);
  }

  /// The whole command tree over `wiring`.
  public static CommandLine commandLine(Wiring wiring) {
    return Verbs.commandLine(wiring);
  }
}
