package dev.breakeven.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Flags of every verb over the ledger.
final class LedgerOptions {
  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      description =
          "Folder of the ledger; default $BREAKEVEN_LEDGER, then $XDG_DATA_HOME/breakeven/ledger.")
  Optional<Path> folder = Optional.empty();

  /// The flags as they were given, but for the folder.
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (json) {
      arguments.add("--json");
    }
    if (debug) {
      arguments.add("--debug");
    }
    return arguments;
  }
}
