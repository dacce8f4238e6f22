package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.USD;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.plan.CostLine;
import dev.breakeven.core.plan.Feasibility;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Staircase;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Usd;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `compare_options` and `plan_mix`: where the same tokens would be cheapest to run.
final class PlanTools {
  private static final int MOST_ASSUMPTIONS = 8;

  private static final List<Parameter> TRAFFIC =
      List.of(
          Parameter.text(
              "volume", "tokens a month, such as 500M/month; default what the ledger has"),
          Parameter.text("output_share", "output tokens over all tokens, such as 0.2"),
          Parameter.choice(
              "shape",
              "when they come",
              "business-hours",
              List.of("steady", "business-hours", "spiky5x", "batch")),
          Parameter.text("today", "the hosted model used now, such as gpt-4o"));

  private PlanTools() {}

  static Tool compare() {
    return new Tool(
        "compare_options",
        "What the same traffic costs a month on each option: the model of today, the same open"
            + " models hosted, a frontier API, own GPUs, a mix. Estimated by the closed form;"
            + " plan_mix simulates.",
        TRAFFIC,
        PlanTools::options);
  }

  static Tool mix() {
    return new Tool(
        "plan_mix",
        "The cheapest way to run the traffic that meets the latency goal, simulated: its cost line"
            + " by line, where own GPUs break even, what it rests on. May take many seconds.",
        with(Parameter.text("slo", "latency goal, such as ttft-p95=2s,tpot-p95=60ms")),
        PlanTools::plan);
  }

  private static List<Parameter> with(Parameter more) {
    return Stream.concat(TRAFFIC.stream(), Stream.of(more)).toList();
  }

  /// The plan, and a note where the ledger stood in for a volume; empty when nobody knows it.
  private record Planned(Plan plan, Optional<String> note) {}

  private static Optional<Planned> planned(Facts facts, Arguments arguments, boolean simulated) {
    String volume = arguments.text("volume");
    String share = arguments.text("output_share");
    Optional<String> today = Optional.of(arguments.text("today")).filter(text -> !text.isEmpty());
    Optional<String> note = Optional.empty();
    if (volume.isEmpty()) {
      Optional<LedgerTraffic> measured = LedgerTraffic.of(facts);
      if (measured.isEmpty()) {
        return Optional.empty();
      }
      volume = measured.get().volume();
      share = share.isEmpty() ? measured.get().outputShare() : share;
      today = today.or(measured.get()::today);
      note = Optional.of(measured.get().describe());
    }
    PlanQuestion question =
        new PlanQuestion(
            volume, share, arguments.text("shape"), today, arguments.text("slo"), simulated);
    return Optional.of(new Planned(facts.plan(question), note));
  }

  private static Table options(Facts facts, Arguments arguments) {
    Table.Making table =
        Table.of(
                "options a month of 730 hours, USD; prices as of " + facts.market().asOf(),
                facts.redaction())
            .column("option", NAME)
            .column("USD/month", USD)
            .column("USD/M output", USD)
            .column("meets constraints", WORDS)
            .column("basis", WORDS);
    Optional<Planned> planned = planned(facts, arguments, false);
    if (planned.isEmpty()) {
      return table.note(Missing.TRAFFIC).table();
    }
    Plan plan = planned.get().plan();
    for (Option option : plan.ladder()) {
      table.row(
          option.label(),
          option.monthly().map(figure -> Cells.usd(figure.value())).orElse("unpriced"),
          option
              .perMtokOutput(plan.outputPerMonth())
              .map(cost -> Cells.dollars(cost.dollars()))
              .orElse(""),
          meets(option.feasibility()),
          option.monthly().map(figure -> figure.basis().toString()).orElse(""));
    }
    notes(table, planned.get());
    return table.table();
  }

  private static String meets(Feasibility feasibility) {
    return switch (feasibility) {
      case Feasibility.Feasible _ -> "yes";
      case Feasibility.Unknown(String why) -> "unknown: " + why;
      case Feasibility.Infeasible no -> "no: " + no.why();
    };
  }

  private static Table plan(Facts facts, Arguments arguments) {
    Table.Making table =
        Table.of(
                "the plan a month of 730 hours, USD; prices as of " + facts.market().asOf(),
                facts.redaction())
            .column("cost line", WORDS)
            .column("USD/month", USD)
            .column("basis", WORDS);
    Optional<Planned> planned = planned(facts, arguments, true);
    if (planned.isEmpty()) {
      return table.note(Missing.TRAFFIC).table();
    }
    Plan plan = planned.get().plan();
    Optional<Option> chosen = plan.verdict().recommended().or(() -> plan.verdict().cheaperIf());
    chosen.ifPresent(option -> lines(table, option));
    notes(table, planned.get());
    plan.breakEvens().stream().limit(3).forEach(each -> table.note(breakEven(each)));
    plan.assumptions().stream()
        .limit(MOST_ASSUMPTIONS)
        .forEach(
            each ->
                table.note(
                    "assumed: "
                        + each.text()
                        + (each.flag().isEmpty() ? "" : " (" + each.flag() + ")")));
    return table.table();
  }

  private static void lines(Table.Making table, Option option) {
    for (CostLine line : option.lines()) {
      table.row(line.name(), Cells.usd(line.monthly().value()), line.monthly().basis().toString());
    }
    Optional<Figure<Usd>> monthly = option.monthly();
    table.total(
        "total of " + option.label(),
        monthly.map(figure -> Cells.usd(figure.value())).orElse("unpriced"),
        monthly.map(figure -> figure.basis().toString()).orElse(""));
  }

  private static void notes(Table.Making table, Planned planned) {
    planned.note().ifPresent(table::note);
    if (!planned.plan().request().sloStated()) {
      table.note(
          "no latency goal was stated: own GPUs are sized for %s, hosted models are held to none"
              .formatted(planned.plan().request().slo()));
    }
    table.note("verdict: " + planned.plan().verdict().line());
    planned.plan().answers().warnings().forEach(table::note);
  }

  private static String breakEven(Staircase stairs) {
    return "break-even of %s against %s: %s"
        .formatted(stairs.own(), stairs.api(), stairs.verdict());
  }
}
