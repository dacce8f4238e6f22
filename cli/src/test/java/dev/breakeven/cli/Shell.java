package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/// Runs the real command tree in this process, on one day for ever.
final class Shell {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private Shell() {}

  /// What a command left behind.
  record Result(int status, String out, String err) {
    /// Standard output as the one JSON document that it must be.
    JsonTree json() {
      return JsonTree.parse(out);
    }
  }

  static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(new Wiring(Clock.fixed(NOW, ZoneOffset.UTC)))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Result(status, out.toString(), err.toString());
  }

  /// `run` for arguments without spaces in them.
  static Result line(String command) {
    return run(command.split(" "));
  }
}
