package dev.breakeven.cli.render;

import dev.breakeven.core.plan.Insight;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.wire.report.InsightDocument;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What was found on this machine on one screen: 30 lines of 100 columns, the verdict first.
public final class InsightPage {
  private static final int LINES = 30;
  private static final int WIDTH = 100;
  private static final int LABEL = 9;
  private static final int LONG_PATH = 50;

  /// How much of each list is shown, as long as all of it fits, and when it does not.
  private static final Limits WHOLE = new Limits(3, 3, 3);

  private static final Limits TIGHT = new Limits(2, 1, 1);

  private record Limits(int sources, int models, int others) {}

  private final Insight insight;
  private final InsightDocument.Beside beside;
  private final List<List<String>> sections = new ArrayList<>();
  private List<String> section = new ArrayList<>();
  private Limits limits = WHOLE;

  public InsightPage(Insight insight, InsightDocument.Beside beside) {
    this.insight = insight;
    this.beside = beside;
  }

  /// `next` are commands that go on from here.
  public void print(List<String> next, PrintWriter out) {
    if (fill(next) > LINES) {
      limits = TIGHT;
      fill(next);
    }
    boolean spaced = lines() + sections.size() - 1 <= LINES;
    for (int i = 0; i < sections.size(); i++) {
      if (spaced && i > 0) {
        out.println();
      }
      sections.get(i).forEach(out::println);
    }
  }

  private int lines() {
    return sections.stream().mapToInt(List::size).sum();
  }

  /// Makes the sections within the limits and tells how many lines they are.
  private int fill(List<String> next) {
    sections.clear();
    section = Wrap.lines(insight.verdict(), "");
    found();
    spent();
    ladder();
    insight.waste().stream().limit(limits.others()).forEach(waste -> line("Waste", waste(waste)));
    assumed();
    next.stream().limit(limits.others()).forEach(command -> line("Next", command));
    begin();
    return lines();
  }

  private void begin() {
    if (!section.isEmpty()) {
      sections.add(section);
      section = new ArrayList<>();
    }
  }

  /// Adds a line, under its label when it is the first with it.
  private void line(String label, String text) {
    boolean labelled = !section.isEmpty() && section.getFirst().startsWith(label);
    if (!labelled) {
      begin();
    }
    String start = labelled ? " ".repeat(LABEL) : label + " ".repeat(LABEL - label.length());
    String whole = (start + text).stripTrailing();
    section.add(whole.length() > WIDTH ? whole.substring(0, WIDTH - 1) + "…" : whole);
  }

  private void found() {
    List<Insight.Source> sources = insight.sources();
    for (Insight.Source source : sources.stream().limit(limits.sources()).toList()) {
      line(
          "Found",
          "%s: %s%s, %s to %s"
              .formatted(
                  source.name(),
                  source.sessions() == 0 ? "" : count(source.sessions(), "session") + ", ",
                  count(source.calls(), "call"),
                  day(source.from()),
                  day(source.to())));
    }
    if (sources.size() > limits.sources()) {
      line("Found", "and %d more sources (--json)".formatted(sources.size() - limits.sources()));
    }
    overlap(sources).ifPresent(text -> line("Found", text));
    beside(beside, limits.others()).forEach(text -> line("Found", text));
  }

  /// What was found beside calls, a line each: `bills` of the bills, engines, what was left out.
  public static List<String> beside(InsightDocument.Beside beside, int bills) {
    List<String> lines = new ArrayList<>();
    for (InsightDocument.Billed billed : beside.billed().stream().limit(bills).toList()) {
      lines.add(
          "%s: billed %s, %s to %s (invoice; in no other figure)"
              .formatted(
                  billed.source(),
                  Amounts.dollars(billed.usd()),
                  day(billed.from()),
                  day(billed.to())));
    }
    engines(beside.engines()).ifPresent(lines::add);
    leftOut(beside).ifPresent(lines::add);
    return lines;
  }

  private static Optional<String> overlap(List<Insight.Source> sources) {
    for (Insight.Source one : sources) {
      for (Insight.Source other : sources) {
        if (one.name().compareTo(other.name()) < 0 && one.overlaps(other)) {
          return Optional.of(
              "%s and %s tell of the same provider and days: calls in both count twice"
                  .formatted(one.name(), other.name()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> engines(List<InsightDocument.Engine> engines) {
    List<String> told =
        engines.stream()
            .map(
                engine ->
                    engine.name()
                        + " on "
                        + engine.address()
                        + (engine.models().isEmpty() ? "" : " with " + engine.models().getFirst()))
            .toList();
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of("running here: " + String.join(", ", told));
  }

  private static Optional<String> leftOut(InsightDocument.Beside beside) {
    long rows = beside.leftOut().stream().mapToLong(Intake.Problem::rows).sum();
    if (rows == 0) {
      return beside.notLookedAt() == 0
          ? Optional.empty()
          : Optional.of("%,d files here were not looked at".formatted(beside.notLookedAt()));
    }
    Intake.Problem first = beside.leftOut().getFirst();
    return Optional.of(
        "left out %s, first at %s: %s"
            .formatted(count(rows, "row"), brief(first.first()), first.reason()));
  }

  /// The end of a path: two names, or one, or what has room of a long one, with its line.
  private static String brief(String where) {
    int last = where.lastIndexOf('/');
    int before = where.lastIndexOf('/', last - 1);
    int from = where.length() - before > LONG_PATH ? last : before;
    return from <= 0 ? where : "…" + where.substring(Math.max(from, where.length() - LONG_PATH));
  }

  private static String count(long number, String what) {
    return "%,d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }

  private static String day(Instant instant) {
    return instant.toString().substring(0, instant.toString().indexOf('T'));
  }

  private void spent() {
    Insight.Sum total = insight.spend().total();
    line(
        "Spent",
        "%s%s: %s tokens in %s, %s of input cached"
            .formatted(
                total.usd().isEmpty() ? "unknown" : Amounts.dollars(total.total()),
                total.usd().isEmpty() ? "" : " " + bases(total),
                Amounts.tokens(total.tokens().total()),
                count(total.calls(), "call"),
                Amounts.percent(total.cachedShare().toDouble())));
    line(
        "Spent",
        (total.usd().containsKey(Basis.LIST_EQUIVALENT)
                ? "list-equivalent is what the tokens cost by list price, not your bill; catalog of "
                : "prices of the options: list, catalog of ")
            + insight.catalogAsOf());
    models(insight.spend().models(), total);
    if (total.unpricedCalls() > 0) {
      line(
          "Spent",
          "no known price: %,d tokens of %s, in no figure in USD"
              .formatted(total.unpricedTokens(), count(total.unpricedCalls(), "call")));
    }
    if (total.withoutUsage() > 0) {
      line(
          "Spent",
          "tokens of %s unknown: nobody wrote them down"
              .formatted(count(total.withoutUsage(), "call")));
    }
    insight.month().usd().toOptional().ifPresent(usd -> line("Spent", month(insight.month(), usd)));
  }

  private static String month(Insight.Month month, Usd usd) {
    if (month.factor().equals(Ratio.ONE)) {
      return "%s in the 730 hours up to %s: a month, below"
          .formatted(Amounts.dollars(usd), day(month.to()));
    }
    return "%s a month (730 h) if the %s hours up to %s repeat: times %s"
        .formatted(
            Amounts.dollars(usd),
            month.period().value().decimal(0).toPlainString(),
            day(month.to()),
            month.factor().decimal(2).toPlainString());
  }

  private static String bases(Insight.Sum total) {
    return total.usd().size() == 1
        ? total.usd().keySet().iterator().next().toString()
        : total.usd().entrySet().stream()
            .map(each -> each.getKey() + " " + Amounts.dollars(each.getValue()))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private void models(List<Insight.ModelSum> models, Insight.Sum total) {
    List<Insight.ModelSum> shown = models.stream().limit(limits.models()).toList();
    for (Insight.ModelSum row : shown) {
      Insight.Sum sum = row.sum();
      line(
          "Spent",
          "%8s %5s  %s: %s tokens in %s, %s cached"
              .formatted(
                  sum.usd().isEmpty() ? "unpriced" : Amounts.dollars(sum.total()),
                  sum.usd().isEmpty() || total.total().nanos() == 0
                      ? ""
                      : Amounts.percent(sum.total().over(total.total()).toDouble()),
                  row.model(),
                  Amounts.tokens(sum.tokens().total()),
                  count(sum.calls(), "call"),
                  Amounts.percent(sum.cachedShare().toDouble())));
    }
    if (models.size() > limits.models()) {
      List<Insight.ModelSum> rest = models.subList(limits.models(), models.size());
      Usd usd = rest.stream().map(row -> row.sum().total()).reduce(Usd.ZERO, Usd::plus);
      line("Spent", "%8s        %d more models".formatted(Amounts.dollars(usd), rest.size()));
    }
  }

  private void ladder() {
    TextTable table = new TextTable(">USD/month", "option", "note");
    for (Insight.Rung rung : insight.ladder()) {
      table.row(
          rung.monthly().toOptional().map(Amounts::dollars).orElse("unknown"),
          rung.name(),
          note(rung));
    }
    table.lines().forEach(text -> line("Options", text));
    switch (insight.own()) {
      case Knowable.Unknown<Insight.OwnGpus>(String why) ->
          line("Options", "own GPUs not sized: " + why);
      case Knowable.Known<Insight.OwnGpus>(Insight.OwnGpus own) -> own(own);
    }
  }

  private static String note(Insight.Rung rung) {
    return switch (rung.monthly()) {
      case Knowable.Unknown<Usd>(String why) -> why;
      case Knowable.Known<Usd> _ ->
          switch (rung.role()) {
            case AS_IS -> "";
            case SAME_MODEL -> rung.note();
            case OWN_GPUS -> rung.role() + ", " + rung.note();
            case OWN_MODEL, FRONTIER -> rung.role().toString();
          };
    };
  }

  private void own(Insight.OwnGpus own) {
    String busy = Amounts.percent(own.busy());
    String uncached = Amounts.percent(own.busyUncached());
    line(
        "Options",
        own.isTooLittle()
            ? "you use about %s of one %s: own GPUs, from %s with labour, are no option"
                .formatted(uncached, own.gpu(), Amounts.dollars(own.monthly()))
            : "you use about %s of one %s, %s without a prefix cache"
                .formatted(busy, own.gpu(), uncached));
    List<String> against = new ArrayList<>();
    own.sameModel().ifPresent(api -> against.add(times(api) + " (that model hosted)"));
    own.asIs().ifPresent(api -> against.add(times(api) + " (as is)"));
    if (!against.isEmpty()) {
      line("Options", "break-even of own GPUs, times your volume: " + String.join(", ", against));
    }
  }

  /// Three digits: the estimate is no better.
  private static String times(Insight.Against api) {
    return api.volumeFactor()
        .map(value -> value.decimal(9).round(new MathContext(3)))
        .map(v -> v.compareTo(BigDecimal.TEN) < 0 ? v.toPlainString() : "%,.0f".formatted(v))
        .orElse("never");
  }

  private static String waste(Insight.Waste waste) {
    return "%s a month (%s): %s; %s"
        .formatted(
            Amounts.dollars(waste.usd()),
            Amounts.percent(waste.share().toDouble()),
            waste.what(),
            waste.detail());
  }

  private void assumed() {
    for (Plan.Assumption assumption :
        insight.assumptions().stream().limit(limits.others()).toList()) {
      String flag = assumption.flag().isEmpty() ? "" : " (" + assumption.flag() + ")";
      line("Assumed", assumption.text() + flag);
    }
  }
}
