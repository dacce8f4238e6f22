package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;

/// Entry point of the packaged application.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // the same input prints the same bytes on every machine
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // it would greet every start
    StandardOutput standard = new StandardOutput();
    PrintWriter out = new PrintWriter(new OutputStreamWriter(standard, StandardCharsets.UTF_8));
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(commandLine(Wiring.ofProcess(), args).setOut(out).setErr(err), args);
    out.flush();
    Optional<BreakevenException> problem = standard.problem();
    problem.ifPresent(unwritable -> err.println(unwritable.oneLine()));
    System.exit(problem.map(unwritable -> unwritable.code().exitStatus()).orElse(status));
  }

  private static int run(CommandLine line, String[] args) {
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      BreakevenException full =
          new BreakevenException(
              ErrorCode.INTERNAL,
              "out of memory",
              "",
              "Give it more: BREAKEVEN_JAVA_OPTS=-Xmx4g breakeven ...");
      line.getErr().println(full.oneLine());
      return full.code().exitStatus();
    }
  }

  /// The whole command tree over `wiring`, under what its files and variables set.
  public static CommandLine commandLine(Wiring wiring) {
    return ConfigDefaults.under(Verbs.commandLine(wiring), wiring);
  }

  /// The same with no more verbs than `args` need.
  static CommandLine commandLine(Wiring wiring, String... args) {
    return ConfigDefaults.under(Verbs.commandLine(wiring, args), wiring);
  }
}
