package dev.breakeven.cli.render;

import dev.breakeven.core.budget.Baseline;
import dev.breakeven.core.budget.Spend;
import dev.breakeven.core.budget.SpendCheck;
import dev.breakeven.core.budget.SpendLimit;
import dev.breakeven.core.budget.SpendLimit.Judgement;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What `check` says, on a terminal or as Markdown.
public final class SpendPage {
  private static final int MOST_MODELS = 5;

  private final SpendCheck check;
  private final PrintWriter out;

  public SpendPage(SpendCheck check, PrintWriter out) {
    this.check = check;
    this.out = out;
  }

  public void print() {
    out.println(verdict());
    out.println();
    TextTable limits = new TextTable("LIMIT", ">IS", ">AT MOST", "RESULT");
    for (Judgement judgement : check.judgements()) {
      limits.row(name(judgement), value(judgement), most(judgement), result(judgement));
    }
    limits.lines().forEach(out::println);
    if (!check.byModel().rows().isEmpty()) {
      out.println();
      TextTable models = new TextTable("MODEL", ">USD", ">CHANGE", ">CALLS");
      rows().forEach(row -> models.row(row.toArray(String[]::new)));
      models.lines().forEach(out::println);
    }
    notes().forEach(note -> out.println("\n" + note));
  }

  public void markdown() {
    out.printf("**Breakeven: %s**%n%n", verdict());
    out.println("| limit | is | at most | result |");
    out.println("|---|---:|---:|---|");
    for (Judgement judgement : check.judgements()) {
      String result = result(judgement);
      out.printf(
          "| %s | %s | %s | %s |%n",
          name(judgement),
          value(judgement),
          most(judgement),
          judgement.state() == SpendLimit.State.WITHIN ? result : "**" + result + "**");
    }
    if (!check.byModel().rows().isEmpty()) {
      out.printf("%n| model | USD | change | calls |%n|---|---:|---:|---:|%n");
      for (List<String> row : rows()) {
        out.printf("| %s | %s | %s | %s |%n", code(row.get(0)), row.get(1), row.get(2), row.get(3));
      }
    }
    notes().forEach(note -> out.printf("%n%s%n", note));
  }

  private String verdict() {
    Spend spend = check.spend();
    String state =
        check.breached() ? "over the limit" : check.incomplete() ? "incomplete" : "within limits";
    String bases =
        check.byModel().totals().usd().entrySet().stream()
            .map(each -> "%s $%s".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    return "%s: $%s for %,d calls, %s%s"
        .formatted(
            state,
            spend.usd(),
            spend.calls(),
            period(check.from(), check.to()),
            bases.isEmpty() ? "" : " (" + bases + ")");
  }

  private static String period(Optional<Instant> from, Optional<Instant> to) {
    if (from.isEmpty() && to.isEmpty()) {
      return "all time";
    }
    return "%s to %s"
        .formatted(
            from.map(Instant::toString).orElse("begin"), to.map(Instant::toString).orElse("end"));
  }

  private static String name(Judgement judgement) {
    return switch (judgement.limit()) {
      case SpendLimit.InAll _ -> "spend";
      case SpendLimit.Growth _ -> "growth over the baseline";
      case SpendLimit.PerTask _ -> "per resolved task";
      case SpendLimit.PerThousand _ -> "per 1,000 requests";
    };
  }

  private static String value(Judgement judgement) {
    return judgement.value().map(value -> shown(judgement, value)).orElse("-");
  }

  private static String most(Judgement judgement) {
    return switch (judgement.limit()) {
      case SpendLimit.InAll(Usd most) -> "$" + most;
      case SpendLimit.Growth(Ratio most, _) -> most + " %";
      case SpendLimit.PerTask(Usd most) -> "$" + most;
      case SpendLimit.PerThousand(Usd most) -> "$" + most;
    };
  }

  /// Percent to two decimals, unless that would look like the limit itself.
  private static String shown(Judgement judgement, Ratio value) {
    if (!(judgement.limit() instanceof SpendLimit.Growth(Ratio most, _))) {
      return "$" + Usd.rounded(value);
    }
    Ratio rounded = Ratio.of(value.decimal(2));
    Ratio shown = rounded.equals(most) ? value : rounded;
    return (shown.signum() < 0 ? "" : "+") + shown + " %";
  }

  private static String result(Judgement judgement) {
    return switch (judgement.state()) {
      case WITHIN -> "ok";
      case BREACHED -> "over";
      case UNKNOWN -> "unknown";
    };
  }

  /// The dearest models: name, cost, change and calls.
  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (UsageReport.Row row : check.byModel().rows()) {
      if (rows.size() == MOST_MODELS) {
        break;
      }
      String model = row.group().getFirst();
      Usd usd = Spend.sum(row);
      boolean unknown = row.usd().isEmpty();
      rows.add(
          List.of(
              model.isEmpty() ? "(no model)" : model,
              unknown ? "unknown" : "$" + usd,
              unknown ? "-" : change(model, usd),
              "%,d".formatted(row.calls())));
    }
    return rows;
  }

  private String change(String model, Usd usd) {
    return check
        .baseline()
        .filter(baseline -> !baseline.models().isEmpty())
        .map(baseline -> usd.minus(baseline.models().getOrDefault(model, Usd.ZERO)))
        .map(change -> (change.nanos() < 0 ? "-$" : "+$") + new Usd(Math.abs(change.nanos())))
        .orElse("-");
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    Spend spend = check.spend();
    int more = check.byModel().rows().size() - MOST_MODELS;
    if (more > 0) {
      notes.add("%,d more models.".formatted(more));
    }
    check.baseline().ifPresent(baseline -> notes.add(told(baseline)));
    if (spend.unpriced() > 0) {
      notes.add(
          "%,d of %,d calls have no price: the spend is at least what is stated."
              .formatted(spend.unpriced(), spend.calls()));
    }
    if (spend.judged() > 0 || perTask()) {
      notes.add(
          "%,d calls have an outcome, %,d of them 'resolved'; %,d have none, and count as cost."
              .formatted(spend.judged(), spend.resolved(), spend.calls() - spend.judged()));
    }
    if (check.byModel().open() > 0) {
      notes.add(
          "%,d calls are open and not counted; they have reserved $%s."
              .formatted(check.byModel().open(), check.byModel().reserved()));
    }
    if (spend.uncounted() > 0) {
      notes.add(
          "Sums that do not say of how many calls they are: %,d; these are in no count."
              .formatted(spend.uncounted()));
    } else if (spend.calls() == 0) {
      notes.add("No call began in this period; is it the right ledger?");
    }
    return notes;
  }

  private boolean perTask() {
    return check.judgements().stream()
        .anyMatch(judgement -> judgement.limit() instanceof SpendLimit.PerTask);
  }

  private static String told(Baseline baseline) {
    String unpriced =
        baseline.unpriced() == 0
            ? ""
            : "; %,d of its calls have no price".formatted(baseline.unpriced());
    return "Baseline: $%s, %s (%s)%s."
        .formatted(
            baseline.usd(), period(baseline.from(), baseline.to()), baseline.name(), unpriced);
  }

  /// A name of others in a cell: it cannot end the cell, nor the code, nor call anybody.
  private static String code(String name) {
    String plain = name.replaceAll("[\\p{Cntrl}`|]", "?");
    return "`" + plain + "`";
  }
}
