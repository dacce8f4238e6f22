package dev.breakeven.cli;

import dev.breakeven.cli.render.SpendPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.budget.Baseline;
import dev.breakeven.core.budget.Spend;
import dev.breakeven.core.budget.SpendCheck;
import dev.breakeven.core.budget.SpendLimit;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.CheckDocument;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Whether the spend of a period keeps to limits: for pipelines.
@Command(
    name = "check",
    description = "Fail a pipeline when the spend of a period is over a limit.",
    footer = {
      "",
      "Exit status 3 when a limit is breached, else 4 when calls have no price or a limit cannot",
      "be told, else 0. A task is a call with the outcome 'resolved'; all calls pay for it. Calls",
      "are those behind the sums of a provider's report too.",
      "",
      "breakeven check --last 7d --max-usd 50",
      "breakeven check --last 7d --max-percent 20 --baseline previous --markdown",
      "breakeven check --from 2026-11-01 --max-percent 10 --baseline 2026-10-01..2026-10-21"
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  private static final int EXIT_BREACHED = 3;
  private static final int EXIT_INCOMPLETE = 4;

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();
  @Mixin CheckPeriod period = new CheckPeriod();

  @Option(names = "--max-usd", paramLabel = "USD", description = "Most for the whole period.")
  String maxUsd = "";

  @Option(
      names = "--max-percent",
      paramLabel = "PERCENT",
      description = "Most growth over --baseline, such as 20.")
  String maxPercent = "";

  @Option(
      names = "--max-usd-per-task",
      paramLabel = "USD",
      description = "Most for a resolved task.")
  String maxUsdPerTask = "";

  @Option(
      names = "--max-usd-per-1000",
      paramLabel = "USD",
      description = "Most for 1,000 requests.")
  String maxUsdPerThousand = "";

  @Option(
      names = "--baseline",
      paramLabel = "FILE|FROM..TO",
      description =
          "What an earlier check or usage printed with --json, or a period; 'previous' is as long"
              + " a one just before.")
  String baseline = "";

  @Option(names = "--markdown", description = "A table for a comment on a pull request.")
  boolean markdown;

  CheckCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    if ((maxUsd + maxPercent + maxUsdPerTask + maxUsdPerThousand).isEmpty()) {
      throw Common.usage(
          "no limit to check",
          "Give --max-usd, --max-percent, --max-usd-per-task or --max-usd-per-1000.");
    }
    if (baseline.isEmpty() != maxPercent.isEmpty()) {
      throw Common.usage(
          "--max-percent and --baseline belong together", "Give both of them, or none.");
    }
    if (markdown && options.json) {
      throw Common.usage("--markdown with --json", "Give one of them.");
    }
    SpendCheck check = check();
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      CheckDocument.write(check, out);
    } else if (markdown) {
      new SpendPage(check, out).markdown();
    } else {
      new SpendPage(check, out).print();
    }
    return check.breached() ? EXIT_BREACHED : check.incomplete() ? EXIT_INCOMPLETE : 0;
  }

  private SpendCheck check() {
    CheckPeriod.Span span = period.span(wiring.now());
    CheckBaseline compared = new CheckBaseline(baseline, span);
    List<SpendLimit> limits = new ArrayList<>();
    if (!maxUsd.isEmpty()) {
      limits.add(new SpendLimit.InAll(Common.parse("--max-usd", maxUsd, CheckCommand::amount)));
    }
    if (!maxUsdPerTask.isEmpty()) {
      limits.add(
          new SpendLimit.PerTask(
              Common.parse("--max-usd-per-task", maxUsdPerTask, CheckCommand::amount)));
    }
    if (!maxUsdPerThousand.isEmpty()) {
      limits.add(
          new SpendLimit.PerThousand(
              Common.parse("--max-usd-per-1000", maxUsdPerThousand, CheckCommand::amount)));
    }
    Optional<Ratio> growth =
        maxPercent.isEmpty()
            ? Optional.empty()
            : Optional.of(Common.parse("--max-percent", maxPercent, CheckCommand::percent));
    try (LedgerReader reader = wiring.ledger(options.folder).reader()) {
      Spend spend = Spend.ofOutcomes(usage(reader, Dimension.OUTCOME, span));
      Optional<Baseline> base = compared.read(before -> usage(reader, Dimension.MODEL, before));
      growth.ifPresent(
          most -> base.ifPresent(known -> limits.add(new SpendLimit.Growth(most, known))));
      return new SpendCheck(
          span.from(),
          span.to(),
          spend,
          usage(reader, Dimension.MODEL, span),
          base,
          limits.stream().map(limit -> limit.judge(spend)).toList());
    }
  }

  private static UsageReport usage(LedgerReader reader, Dimension by, CheckPeriod.Span span) {
    return reader.usage(new UsageQuery(List.of(by), span.from(), span.to(), false));
  }

  private static Usd amount(String text) {
    Usd amount = Usd.parse(text);
    if (amount.nanos() < 0) {
      throw new NumberFormatException("Expected: not negative");
    }
    return amount;
  }

  /// `20` and `20%` are the same.
  private static Ratio percent(String text) {
    Ratio percent = Ratio.parse(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
    if (percent.signum() < 0) {
      throw new NumberFormatException("Expected: not negative");
    }
    return percent;
  }
}
