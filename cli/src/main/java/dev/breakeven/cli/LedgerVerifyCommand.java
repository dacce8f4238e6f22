package dev.breakeven.cli;

import dev.breakeven.cli.render.LedgerPages;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.store.Verified;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Whether the ledger is whole.
@Command(
    name = "verify",
    description = "Read everything and compare it with its checksums, the manifest and the index.",
    footer = {
      "",
      "Exit status 1 when there is a problem. A line that a crash cut off, an attempt that was",
      "opened and never closed, or a row that came twice is counted and is none.",
      "",
      "breakeven ledger verify --json"
    },
    mixinStandardHelpOptions = true)
final class LedgerVerifyCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  LedgerVerifyCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Verified verified = wiring.ledger(options.folder).verify();
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      LedgerPages.writeJson(verified, out);
    } else {
      LedgerPages.print(verified, out);
    }
    return verified.ok() ? 0 : 1;
  }
}
