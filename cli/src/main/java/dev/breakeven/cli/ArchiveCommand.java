package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.usage.LocalLogs;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Keeps the token counts of coding agents before they purge their logs.
@Command(
    name = "archive",
    description = "Keep the token counts of Claude Code and Codex before their logs are purged.",
    footer = {
      "",
      "Claude Code deletes its logs after 30 days unless cleanupPeriodDays says otherwise. Times,",
      "models, token counts, session ids and project names are kept; no prompt, no answer.",
      "Looks into CLAUDE_CONFIG_DIR and CODEX_HOME, else the usual folders. Run it daily.",
      "",
      "breakeven archive --json"
    },
    mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {
  private static final String WHEN_EMPTY =
      "Claude Code and Codex have not written any yet, or Claude Code has deleted them; else set"
          + " CLAUDE_CONFIG_DIR or CODEX_HOME to the folder that holds them.";

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  ArchiveCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    List<LocalLogs.Found> found = wiring.localLogs();
    if (found.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING,
          "there are no logs of Claude Code or Codex here",
          "",
          "Set CLAUDE_CONFIG_DIR or CODEX_HOME to the folder that holds them.");
    }
    List<String> folders = found.stream().map(each -> each.folder().toString()).toList();
    PrintWriter err = spec.commandLine().getErr();
    ImportPage page =
        new LedgerImport(wiring, options.folder, List.of(), err)
            .run(folders, Optional.empty(), WHEN_EMPTY);
    page.printProblems(err);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      page.writeJson(out);
      return 0;
    }
    page.print(out);
    found.forEach(each -> out.printf("Read:   %s (%s)%n", each.folder(), each.source()));
    out.println(
        "Counts only, no prompt text. Claude Code purges its logs after 30 days: run daily.");
    return 0;
  }
}
