package dev.breakeven.cli;

import dev.breakeven.cli.render.LedgerPages;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.store.Compacted;
import dev.breakeven.store.LedgerSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Turns what was written lately into Parquet files by day.
@Command(
    name = "compact",
    description = "Turn what was written lately into Parquet by day; apply corrections.",
    footer = {
      "",
      "Runs in a process of its own. What a running gateway or import still writes is left alone.",
      "Imports start it by themselves when 32 MiB or more wait for it.",
      "",
      "breakeven ledger compact --retention-days 400"
    },
    mixinStandardHelpOptions = true)
final class LedgerCompactCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  @Option(
      names = "--retention-days",
      paramLabel = "N",
      description = "Drop attempts that began more than N days ago; default keep all.")
  int retentionDays;

  @Option(names = "--in-process", hidden = true)
  boolean inProcess;

  LedgerCompactCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    if (retentionDays < 0) {
      throw Common.usage("--retention-days: " + retentionDays, "Give a number of days from 1.");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!inProcess) {
      List<String> arguments = new ArrayList<>(options.arguments());
      if (retentionDays > 0) {
        arguments.addAll(List.of("--retention-days", Integer.toString(retentionDays)));
      }
      return wiring.compaction(options.folder).run(arguments, out, spec.commandLine().getErr());
    }
    LedgerSettings settings =
        retentionDays > 0
            ? LedgerSettings.DEFAULT.withRetentionDays(retentionDays)
            : LedgerSettings.DEFAULT;
    Compacted compacted = wiring.ledger(options.folder, settings).compact();
    if (options.json) {
      LedgerPages.writeJson(compacted, out);
    } else {
      LedgerPages.print(compacted, out);
    }
    return 0;
  }
}
