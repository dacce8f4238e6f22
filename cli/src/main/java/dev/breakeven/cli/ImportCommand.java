package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.ingest.usage.mapped.ColumnMap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Reads usage logs and bills into the ledger.
@Command(
    name = "import",
    description = "Read usage logs and bills into the ledger; what it has is not added again.",
    footer = {
      "",
      "Known by content: Claude Code, Codex, LiteLLM, OpenAI and Anthropic usage and costs,",
      "OpenTelemetry spans; .gz and .zst too. Calls without a stated cost are priced by list. What",
      "is left out is counted on standard error. An import that was cut off goes on when run again.",
      "",
      "breakeven import ~/.claude/projects spend.csv 'exports/*.json'",
      "breakeven import postgresql://user:password@host/litellm",
      "breakeven import calls.csv --map at=created,model=llm,input_total=prompt,output=completion"
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final String WHEN_EMPTY =
      "Name files that end in .jsonl, .ndjson, .json or .csv, or folders that hold them.";

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  @Parameters(
      paramLabel = "SRC",
      arity = "1..*",
      description = "Files, folders, patterns, '-' for standard input, or a PostgreSQL address.")
  List<String> sources = new ArrayList<>();

  @Option(
      names = "--map",
      paramLabel = "FIELD=COLUMN",
      description = "Which column of your own table is which field; repeatable, or with commas.")
  List<String> map = new ArrayList<>();

  @Option(
      names = "--prices",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      paramLabel = "FILE",
      description = "Your own prices or discounts; wins over the built-in catalog.")
  List<Path> prices = new ArrayList<>();

  ImportCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<ColumnMap> columns =
        map.isEmpty() ? Optional.empty() : Optional.of(ColumnMap.parse(map));
    ImportPage page =
        new LedgerImport(wiring, options.folder, prices, err).run(sources, columns, WHEN_EMPTY);
    page.printProblems(err);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      page.writeJson(out);
    } else {
      page.print(out);
    }
    return 0;
  }
}
