package dev.breakeven.web;

import dev.breakeven.core.plan.Commitment;
import dev.breakeven.core.plan.CostLine;
import dev.breakeven.core.plan.Feasibility;
import dev.breakeven.core.plan.MixRun;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Sizing;
import dev.breakeven.core.plan.Traffic;
import dev.breakeven.core.plan.Verdict;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.TraceStatistics;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A plan as one HTML file that needs nothing else: the verdict first, pictures as SVG.
///
/// The same plan gives the same bytes.
public final class PlanHtml {
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final Plan plan;
  private final TraceStatistics statistics;
  private final Html html;

  private PlanHtml(Plan plan, TraceStatistics statistics) {
    this.plan = plan;
    this.statistics = statistics;
    html = Html.page("Breakeven: " + plan.verdict().line());
  }

  /// `statistics` describe the observed trace, before any scale.
  public static String of(Plan plan, TraceStatistics statistics) {
    return new PlanHtml(plan, statistics).page();
  }

  private String page() {
    head();
    html.raw("<div class=\"columns\">\n");
    ladder();
    StairChart.of(plan).ifPresent(this::stair);
    cheapestOwn().ifPresent(this::fleet);
    cheapestMix().ifPresent(this::mix);
    new AnswersSections(plan.answers(), html).draw();
    html.raw("</div>\n");
    assumptions();
    rejections();
    basis();
    return html.end();
  }

  private void head() {
    if (plan.isSample()) {
      html.element("p", "Sample data: made up, not your traffic.", "class", "sample");
    }
    html.element("h1", plan.verdict().line());
    Traffic traffic = plan.request().traffic();
    html.open("dl", "class", "facts").line();
    plan.verdict()
        .recommended()
        .ifPresent(option -> fact("Meets every constraint", money(option) + " a month", option));
    plan.verdict()
        .cheaperIf()
        .ifPresent(option -> fact("Cheaper, not all known", money(option) + " a month", option));
    html.fact(
        "Traffic",
        Amounts.tokens(traffic.tokensPerMonth()) + " tokens a month",
        "%s; %,d requests, mean input %,d and output %,d tokens"
            .formatted(
                traffic.trace().provenance().describe(),
                statistics.requests(),
                statistics.input().mean().rounded(),
                statistics.output().mean().rounded()));
    html.close("dl").line();
  }

  private void fact(String name, String value, Option option) {
    String why = option.feasibility().why();
    html.fact(name, value, option.label() + (why.isEmpty() ? "" : "; " + why));
  }

  private void ladder() {
    html.section("What each way costs", "wide");
    html.open("table", "class", "ladder").line().open("thead").line();
    html.heads(List.of("option", "USD a month", "USD per M output", "note"));
    html.close("thead").line().open("tbody").line();
    Usd most =
        plan.ladder().stream()
            .flatMap(option -> option.monthly().stream())
            .map(figure -> figure.value())
            .max(Comparator.naturalOrder())
            .orElse(new Usd(0));
    for (Option option : plan.ladder()) {
      rung(option, most);
    }
    html.close("tbody").line().close("table").line().close("section").line();
  }

  private void rung(Option option, Usd most) {
    boolean chosen = plan.verdict().recommended().filter(option::equals).isPresent();
    html.open("tr", "class", chosen ? "chosen" : "rung");
    html.open("th", "scope", "row").text(option.label());
    double share =
        option
            .monthly()
            .filter(_ -> most.nanos() > 0)
            .map(figure -> (double) figure.value().nanos() / most.nanos())
            .orElse(0.0);
    html.open("svg", "class", "size", "viewBox", "0 0 100 2", "preserveAspectRatio", "none");
    html.open("g", "aria-hidden", "true");
    html.shape(
        "rect",
        "class",
        switch (option) {
          case Option.Hosted _ -> "bar spill";
          case Option.Own _ -> "bar own";
          case Option.Mix _ -> "bar mix";
        },
        "width",
        100 * share,
        "height",
        2);
    html.close("g").close("svg").close("th");
    html.element("td", money(option), "class", "number", "data-name", "USD a month");
    html.element(
        "td",
        option
            .perMtokOutput(plan.outputPerMonth())
            .map(cost -> cost.dollars().decimal(2).toPlainString())
            .orElse("unknown"),
        "class",
        "number",
        "data-name",
        "USD per M output");
    html.element("td", note(option)).close("tr").line();
  }

  private static String money(Option option) {
    return option.monthly().map(figure -> Amounts.dollars(figure.value())).orElse("unpriced");
  }

  private String note(Option option) {
    String what =
        switch (option) {
          case Option.Hosted hosted -> hosted.role().toString();
          case Option.Own own ->
              "%s, %s used"
                  .formatted(
                      own.sizing().offer().provider(), Amounts.percent(own.sizing().utilisation()));
          case Option.Mix mix ->
              "%s, %s used, %s of the tokens go to the API"
                  .formatted(
                      mix.pool().sizing().offer().provider(),
                      Amounts.percent(mix.run().utilisation()),
                      Amounts.percent(mix.run().spillShare().toDouble()));
        };
    String meets =
        switch (option.feasibility()) {
          case Feasibility.Feasible _ -> "";
          case Feasibility.Infeasible missed -> "; no: " + missed.why();
          case Feasibility.Unknown(String why) -> "; " + why;
        };
    String chosen =
        plan.verdict().recommended().filter(option::equals).isPresent() ? "recommended; " : "";
    return chosen + what + meets;
  }

  private void stair(StairChart chart) {
    html.section("Where own GPUs break even", "chart");
    chart.draw(html);
    html.folded(
        "All crossings",
        List.of("against", "from tokens", "cheaper", "replicas"),
        chart.crossings());
    html.close("section").line();
  }

  private Optional<Option.Own> cheapestOwn() {
    return plan.ladder().stream()
        .filter(Option.Own.class::isInstance)
        .map(Option.Own.class::cast)
        .findFirst();
  }

  private void fleet(Option.Own own) {
    Sizing sizing = own.sizing();
    html.section("Cheapest own GPUs", "chart");
    html.element(
        "p",
        ("%s: %d + %d spare replicas at tensor parallel %d, %s (%s, %s). Batch %d, limited by %s;"
                + " %s for a token.")
            .formatted(
                own.label(),
                sizing.needed(),
                sizing.spare(),
                sizing.capacity().model().deployment().tensorParallel(),
                sizing.offer().listed(),
                sizing.offer().provider(),
                sizing.offer().term().key(),
                sizing.capacity().batch(),
                sizing.capacity().limitedBy(),
                Amounts.time(sizing.capacity().steady().tpotSeconds())));
    costLines(own.lines());
    plan.verdict()
        .ownBand()
        .ifPresent(
            band ->
                html.element(
                    "p",
                    ("%s if the speed is off by its median error of %.0f %%,"
                            + " %s if slower by %.0f %%.")
                        .formatted(
                            near(band),
                            band.medianError() * 100,
                            Amounts.dollars(band.bad()),
                            band.p90Error() * 100)));
    Commitment.of(plan).ifPresent(advice -> html.element("p", advice.toString() + "."));
    html.close("section").line();
  }

  private static String near(Verdict.Band band) {
    return band.low().equals(band.high())
        ? "The same"
        : Amounts.dollars(band.low()) + " to " + Amounts.dollars(band.high());
  }

  private Optional<Option.Mix> cheapestMix() {
    return plan.options().stream()
        .filter(option -> option.monthly().isPresent() && !option.feasibility().isRejected())
        .filter(Option.Mix.class::isInstance)
        .map(Option.Mix.class::cast)
        .findFirst();
  }

  private void mix(Option.Mix mix) {
    MixRun run = mix.run();
    html.section("Cheapest mix", "chart");
    html.element(
        "p",
        "%s: %d replica%s always rented, %s used; %s of the tokens go to %s (%s)."
            .formatted(
                mix.label(),
                run.baseline(),
                run.baseline() == 1 ? "" : "s",
                Amounts.percent(run.utilisation()),
                Amounts.percent(run.spillShare().toDouble()),
                mix.spillTo().label(),
                run.method()));
    costLines(mix.lines());
    html.close("section").line();
    if (run.hours().isEmpty()) {
      return;
    }
    boolean hourly = run.hourNanos() == HOUR_NANOS;
    HoursChart bars =
        new HoursChart(
            run.hours(), hourly, hourly ? "an hour" : Amounts.time(run.hourNanos() / 1e9));
    html.section("Who serves when, in the cheapest mix", "chart");
    bars.draw(html);
    html.folded("All bars", List.of("bar", "own tokens", "API tokens", "utilisation"), bars.rows());
    html.close("section").line();
    // a single row of a map says no more than the bars
    if (hourly && run.hours().size() >= 2 * HoursChart.DAY) {
      html.section("How busy its GPUs are", "chart");
      new HeatMap(run.hours()).draw(html);
      html.element("p", "Its numbers are in the table of bars.").close("section").line();
    }
  }

  private void costLines(List<CostLine> lines) {
    html.open("table").line().open("tbody").line();
    lines.stream()
        .sorted(Comparator.comparing((CostLine line) -> line.monthly().value()).reversed())
        .forEach(this::costLine);
    html.close("tbody").line().close("table").line();
  }

  private void costLine(CostLine line) {
    html.open("tr").open("th", "scope", "row").text(line.name()).close("th");
    html.element("td", Amounts.dollars(line.monthly().value()), "class", "number");
    html.element("td", line.monthly().basis().toString()).close("tr").line();
  }

  private void assumptions() {
    html.section("Assumed", "wide");
    html.open("table").line().open("thead").line();
    html.heads(List.of("assumption", "flag that changes it")).close("thead").line();
    html.open("tbody").line();
    for (Plan.Assumption assumption : plan.assumptions()) {
      html.open("tr").open("td").text(assumption.text()).close("td").open("td");
      for (String flag : assumption.flag().split(" (?=--)")) {
        html.element("code", flag);
      }
      html.close("td").close("tr").line();
    }
    html.close("tbody").line().close("table").line().close("section").line();
  }

  private void rejections() {
    html.section("Left out", "wide");
    if (plan.rejections().isEmpty()) {
      html.element("p", "Every combination of model and GPUs can serve the traffic.");
    } else {
      html.folded(
          "%,d combinations that cannot serve the traffic, and why"
              .formatted(plan.rejections().size()),
          List.of("combination", "reason"),
          plan.rejections().stream().map(each -> List.of(each.what(), each.why())).toList());
    }
    html.close("section").line();
  }

  private void basis() {
    html.open("footer")
        .element(
            "p",
            ("Prices: list, catalog of %s, in force at %s. A month is 730 hours. Amounts of own"
                    + " GPUs are estimates, of hosted models list prices times tokens.")
                .formatted(
                    plan.catalogAsOf(), LocalDate.ofInstant(plan.request().at(), ZoneOffset.UTC)))
        .element("p", "Colours: Okabe and Ito, Color Universal Design (2008).")
        .close("footer")
        .line();
  }
}
