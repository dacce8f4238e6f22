package dev.breakeven.cli;

import dev.breakeven.cli.render.FocusTable;
import dev.breakeven.cli.render.UsageCsv;
import dev.breakeven.cli.render.UsageJson;
import dev.breakeven.cli.render.UsagePage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Sums of what the ledger holds.
@Command(
    name = "usage",
    description = "What was used and what it costs, by model, team, day and more.",
    synopsisSubcommandLabel = "[statement]",
    footer = {
      "",
      "'usage statement' is the statement of one tenant.",
      "",
      "breakeven usage --by model --from 2026-11-01",
      "breakeven usage --by team,day --csv usage.csv",
      "breakeven usage --focus focus.csv"
    },
    mixinStandardHelpOptions = true)
final class UsageCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();
  @Mixin PeriodOptions period = new PeriodOptions();

  @Option(
      names = "--by",
      paramLabel = "WHAT,…",
      split = ",",
      description =
          "model, provider, service, team, tenant, key, session, tag, project, source, day, basis"
              + " or prices; several with commas. Default model.")
  List<String> by = new ArrayList<>();

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = STANDARD_OUTPUT,
      description = "All rows as CSV, into FILE or to standard output.")
  String csv = "";

  @Option(
      names = "--focus",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = STANDARD_OUTPUT,
      description = "All usage by day as FOCUS 1.2 CSV, into FILE or to standard output.")
  String focus = "";

  UsageCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new UsageCommand(wiring));
    line.addSubcommand(new UsageStatementCommand(wiring));
    return line;
  }

  @Override
  public Integer call() {
    int forms = (options.json ? 1 : 0) + (csv.isEmpty() ? 0 : 1) + (focus.isEmpty() ? 0 : 1);
    if (forms > 1) {
      throw Common.usage("more than one of --json, --csv and --focus", "Give one of them.");
    }
    if (!focus.isEmpty() && !by.isEmpty()) {
      throw Common.usage("--focus has its own columns", "Leave --by away, or use --csv.");
    }
    UsageQuery query = query();
    UsageReport report = read(wiring, options, query);
    PrintWriter out = spec.commandLine().getOut();
    if (!focus.isEmpty()) {
      write(focus, writer -> FocusTable.write(report, writer));
    } else if (!csv.isEmpty()) {
      write(csv, writer -> UsageCsv.write(report, writer));
    } else if (options.json) {
      UsageJson.write(report, query, out);
    } else {
      new UsagePage(report).print(out);
    }
    return 0;
  }

  private UsageQuery query() {
    if (!focus.isEmpty()) {
      return period.query(FocusTable.BY, false);
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (String key : by.isEmpty() ? List.of(Dimension.MODEL.key()) : by) {
      Dimension dimension = dimension(key.strip());
      if (dimensions.contains(dimension)) {
        throw Common.usage("--by: " + key + " stands twice", "Name each once.");
      }
      dimensions.add(dimension);
    }
    return period.query(dimensions, true);
  }

  private static Dimension dimension(String key) {
    return Dimension.ofKey(key)
        .orElseThrow(
            () ->
                Common.usage(
                    "--by: '" + key + "' is nothing to sum by",
                    "Use "
                        + Arrays.stream(Dimension.values())
                            .map(Dimension::key)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  static UsageReport read(Wiring wiring, LedgerOptions options, UsageQuery query) {
    try (LedgerReader reader = wiring.ledger(options.folder).reader()) {
      return reader.usage(query);
    } catch (ArithmeticException e) {
      throw new BreakevenException(
          ErrorCode.TRAFFIC_OUT_OF_RANGE,
          "the sums are more than 9.2 billion dollars or 9.2 million million million tokens",
          "",
          "Ask for a shorter period with --from and --to.");
    }
  }

  private void write(String file, Consumer<PrintWriter> content) {
    if (file.equals(STANDARD_OUTPUT)) {
      content.accept(spec.commandLine().getOut());
      return;
    }
    Path path = Path.of(file);
    try (PrintWriter writer =
        new PrintWriter(Files.newBufferedWriter(path, StandardCharsets.UTF_8))) {
      content.accept(writer);
      if (writer.checkError()) {
        throw new IOException("the disk did not take it");
      }
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "cannot be written: " + e.getClass().getSimpleName(),
          file,
          "Name a file in a folder that exists and that you may write to.");
    }
    spec.commandLine().getErr().println("written: " + file);
  }
}
