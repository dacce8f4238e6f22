package dev.breakeven.cli.render;

import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.plan.Commitment;
import dev.breakeven.core.plan.CostLine;
import dev.breakeven.core.plan.Feasibility;
import dev.breakeven.core.plan.MixRun;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Sizing;
import dev.breakeven.core.plan.Staircase;
import dev.breakeven.core.plan.Traffic;
import dev.breakeven.core.plan.Verdict;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.TraceStatistics;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A plan on one screen: the verdict first, then traffic, ladder, the own fleet, break-even, basis.
public final class PlanPage {
  private static final int BREAK_EVENS = 2;

  private final Plan plan;
  private final TraceStatistics statistics;
  private final PrintWriter out;

  public PlanPage(Plan plan, TraceStatistics statistics, PrintWriter out) {
    this.plan = plan;
    this.statistics = statistics;
    this.out = out;
  }

  public void print() {
    if (plan.isSample()) {
      out.println("SAMPLE DATA: made up, not your traffic. Give a trace, or --volume 500M/month.");
    }
    Wrap.print(out, plan.verdict().line(), "");
    plan.answers().warnings().forEach(text -> Wrap.print(out, "Note: " + text, "      "));
    traffic();
    ladder();
    plan.ladder().stream()
        .filter(Option.Own.class::isInstance)
        .findFirst()
        .ifPresent(own -> fleet((Option.Own) own));
    plan.ladder().stream()
        .filter(Option.Mix.class::isInstance)
        .findFirst()
        .ifPresent(mix -> mix((Option.Mix) mix));
    breakEven();
    new AnswersPart(plan, out).print();
  }

  private void traffic() {
    Traffic traffic = plan.request().traffic();
    out.println();
    Wrap.print(out, "Traffic  " + traffic.trace().provenance().describe(), "         ");
    out.printf(
        "         %,d requests; in mean %,d p50 %,d p95 %,d, out mean %,d p50 %,d p95 %,d%n",
        statistics.requests(),
        statistics.input().mean().rounded(),
        statistics.input().p50(),
        statistics.input().p95(),
        statistics.output().mean().rounded(),
        statistics.output().p50(),
        statistics.output().p95());
    statistics
        .month()
        .toOptional()
        .ifPresent(
            month ->
                out.printf(
                    "         a month: %s in, %s out (%s%s)%n",
                    Amounts.tokens(traffic.inputPerMonth()),
                    Amounts.tokens(traffic.outputPerMonth()),
                    month.statement(),
                    traffic.scale().equals(dev.breakeven.core.units.Ratio.ONE)
                        ? ""
                        : "; scale " + traffic.scale()));
  }

  private void ladder() {
    out.println();
    TextTable table = new TextTable(">USD/month", ">USD/M out", "option", "note");
    for (Option option : plan.ladder()) {
      table.row(
          option.monthly().map(figure -> Amounts.dollars(figure.value())).orElse("unpriced"),
          option
              .perMtokOutput(plan.outputPerMonth())
              .map(cost -> cost.dollars().decimal(2).toPlainString())
              .orElse("-"),
          option.label(),
          what(option) + meets(option));
    }
    table.lines().forEach(out::println);
    if (plan.ladder().stream().anyMatch(PlanPage::latencyUnknown)) {
      Wrap.print(
          out,
          "Own GPUs are sized for the SLO by simulation; the latency of hosted models is unknown:"
              + " measure it, or state --api-latency MODEL:ttft-p95=0.8s,tpot-p95=15ms",
          "");
    }
    plan.request().traffic().repeated().ifPresent(this::caches);
  }

  /// What repeats in prompts and what is made of it, on one line; a host is named where it fits.
  private void caches(double share) {
    String own =
        plan.ladder().stream()
            .filter(Option.Own.class::isInstance)
            .flatMap(option -> ((Option.Own) option).run().stream())
            .flatMap(run -> run.prefixHitShare().stream())
            .findFirst()
            .map(hits -> "own GPUs hit " + Amounts.percent(hits) + ", ")
            .orElse("");
    String line =
        "Prefix cache: %s of input repeats; %shosts 0 %%".formatted(Amounts.percent(share), own);
    String host =
        plan.ladder().stream()
            .filter(Option.Hosted.class::isInstance)
            .map(Option.Hosted.class::cast)
            .filter(Option.Hosted::gainsByHits)
            .flatMap(best -> best.cached().stream().map(all -> named(best, all.value())))
            .findFirst()
            .orElse("");
    Wrap.print(out, Wrap.lines(line + host, "").size() == 1 ? line + host : line, "");
  }

  private static String named(Option.Hosted host, Usd allHits) {
    return " (all: %s %s)".formatted(host.name(), Amounts.dollars(allHits));
  }

  private static boolean latencyUnknown(Option option) {
    return option.feasibility() instanceof Feasibility.Unknown(String why)
        && why.startsWith("latency");
  }

  private String what(Option option) {
    return switch (option) {
      case Option.Hosted hosted when hosted.role() == Option.Role.SAME_MODEL ->
          hosts(hosted.model());
      case Option.Hosted hosted -> hosted.role().toString();
      case Option.Own own ->
          "%s, %s used"
              .formatted(
                  own.sizing().offer().provider(), Amounts.percent(own.sizing().utilisation()));
      case Option.Mix mix ->
          "%s, %s used, %s spilled"
              .formatted(
                  mix.pool().sizing().offer().provider(),
                  Amounts.percent(mix.run().utilisation()),
                  Amounts.percent(mix.run().spillShare().toDouble()));
    };
  }

  private static String meets(Option option) {
    return switch (option.feasibility()) {
      case Feasibility.Feasible _ -> "";
      case Feasibility.Infeasible no -> ", no: " + no.why();
      case Feasibility.Unknown(String why) -> latencyUnknown(option) ? "" : ", " + why;
    };
  }

  /// How many hosts sell the model and their middle price: the cheapest is seldom the one meant.
  private String hosts(ModelId model) {
    List<Usd> costs =
        plan.options().stream()
            .filter(option -> option instanceof Option.Hosted host && host.batch().signum() == 0)
            .filter(option -> option.model().equals(model))
            .filter(option -> !option.feasibility().isRejected())
            .flatMap(option -> option.monthly().stream())
            .map(figure -> figure.value())
            .sorted()
            .toList();
    return costs.size() == 1
        ? "the only host"
        : "of %d hosts, median %s"
            .formatted(costs.size(), Amounts.dollars(costs.get(costs.size() / 2)));
  }

  private void fleet(Option.Own own) {
    Sizing sizing = own.sizing();
    Deployment deployment = sizing.capacity().model().deployment();
    out.println();
    out.printf("Cheapest own GPUs: %s%n", own.label());
    out.printf(
        "         %d + %d spare replicas, each on %d; %s × %dx %s at %s (%s)%n",
        sizing.needed(),
        sizing.spare(),
        deployment.tensorParallel(),
        sizing.instances(sizing.replicas()),
        sizing.offer().gpuCount(),
        deployment.gpu().id(),
        sizing.offer().listed(),
        sizing.offer().term().key());
    out.printf(
        "         batch %d (%s), TPOT %s, p95 TTFT %s, busiest minute %s used%n",
        sizing.capacity().batch(),
        sizing.capacity().limitedBy(),
        Amounts.time(sizing.capacity().steady().tpotSeconds()),
        Amounts.time(firstToken(own)),
        Amounts.percent(sizing.queue().peakMinuteLoad() / sizing.needed()));
    out.println(
        "         "
            + own.lines().stream()
                .sorted(Comparator.comparing((CostLine line) -> line.monthly().value()).reversed())
                .map(line -> line.name() + " " + Amounts.dollars(line.monthly().value()))
                .collect(Collectors.joining(", ")));
    plan.verdict().ownBand().ifPresent(this::band);
    Commitment.of(plan).ifPresent(advice -> Wrap.print(out, "         " + advice, "           "));
  }

  /// The 95th percentile, simulated where it was.
  private double firstToken(Option.Own own) {
    Sizing sizing = own.sizing();
    return own.run()
        .flatMap(run -> run.firstToken().p95().toOptional())
        .orElseGet(
            () ->
                sizing.capacity().firstTokenSeconds(plan.request().traffic().p95Read())
                    + sizing.queue().waitSeconds());
  }

  private void mix(Option.Mix mix) {
    MixRun run = mix.run();
    String line =
        "Cheapest mix: %d replica%s on %d GPU each; %s of tokens spill%s, p95 %s"
            .formatted(
                run.baseline(),
                run.baseline() == 1 ? "" : "s",
                mix.pool().sizing().capacity().model().deployment().tensorParallel(),
                Amounts.percent(run.spillShare().toDouble()),
                run.spillSeconds()
                    .map(seconds -> " (predicted TTFT over " + Amounts.time(seconds) + ")")
                    .orElse(""),
                run.firstToken().p95().toOptional().map(Amounts::time).orElse("unknown"));
    Wrap.print(out, line, "         ");
  }

  private void band(Verdict.Band band) {
    if (band.low().equals(band.bad())) {
      out.printf(
          "         the same if the speed is off by %.0f %%, which one estimate in ten exceeds%n",
          band.p90Error() * 100);
      return;
    }
    String near =
        band.low().equals(band.high())
            ? "the same"
            : Amounts.dollars(band.low()) + " to " + Amounts.dollars(band.high());
    out.printf(
        "         %s if the speed is off by its median error of %.0f %%, %s if slower by %.0f %%%n",
        near, band.medianError() * 100, Amounts.dollars(band.bad()), band.p90Error() * 100);
  }

  private void breakEven() {
    if (plan.breakEvens().isEmpty()) {
      return;
    }
    out.println();
    out.println("Break-even of own GPUs, tokens a month at this shape");
    String own = plan.breakEvens().getFirst().own();
    plan.breakEvens().stream()
        .filter(stairs -> stairs.own().equals(own))
        .limit(BREAK_EVENS)
        .forEach(stairs -> out.printf("  vs %-34s %s%n", stairs.api(), describe(stairs)));
  }

  private static String describe(Staircase stairs) {
    Optional<Staircase.Crossing> at = stairs.breakEven();
    if (at.isEmpty()) {
      return stairs
          .first()
          .map(
              first ->
                  "only on some steps, first at %s; %d crossings"
                      .formatted(Amounts.tokens(first.tokensPerMonth()), stairs.crossings().size()))
          .orElse(
              "never, examined to " + stairs.examinedUpTo().map(Amounts::tokens).orElse("nothing"));
    }
    String steps =
        stairs.crossings().size() == 1
            ? ""
            : "; first at %s, %d crossings"
                .formatted(
                    Amounts.tokens(stairs.first().orElseThrow().tokensPerMonth()),
                    stairs.crossings().size());
    return "%s, at %s utilisation%s"
        .formatted(
            Amounts.tokens(at.get().tokensPerMonth()),
            Amounts.percent(at.get().utilisation()),
            steps);
  }
}
