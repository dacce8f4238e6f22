package dev.breakeven.cli.render;

import dev.breakeven.core.report.Agreement;
import dev.breakeven.core.report.Computed;
import dev.breakeven.core.report.Stated;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.wire.report.StudyDocument.Result;
import dev.breakeven.wire.study.Study;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/// A study for readers: what is stated, what we compute, what differs and why.
public final class StudyPage {
  private static final String INDENT = "    ";

  private final Study study;
  private final List<Result> results;
  private final PrintWriter out;
  private List<String> shown = List.of();

  public StudyPage(Study study, List<Result> results, PrintWriter out) {
    this.study = study;
    this.results = results;
    this.out = out;
  }

  public void print() {
    wrap(study.title(), "");
    if (!study.source().isEmpty()) {
      wrap("Source: " + study.source(), "  ");
    }
    if (!study.basis().isEmpty()) {
      wrap("Basis: " + study.basis(), "  ");
    }
    wrap("Prices: " + prices(), "  ");
    wrap(summary(), "");
    String part = "";
    for (Result result : results) {
      if (!result.step().part().equals(part)) {
        part = result.step().part();
        out.println();
        out.println(part);
      }
      step(result);
    }
  }

  private String prices() {
    String catalog = study.at().isEmpty() ? "the catalog of today" : "the catalog at " + study.at();
    return study.prices().isEmpty()
        ? catalog
        : catalog + " and, beside the study, " + String.join(", ", study.prices());
  }

  /// How many statements there are of each kind; what we add is not one of them.
  private String summary() {
    long agree = count(Agreement.Agrees.class);
    long close = count(Agreement.Close.class);
    long off =
        results.stream().filter(result -> result.agreement().isPresent()).count() - agree - close;
    long open = results.stream().filter(result -> result.computed().isEmpty()).count();
    return "Stated and computed: %d agree to the printed digits, %d within 10 %%, %d differ; %d not computed."
        .formatted(agree, close, off, open);
  }

  private long count(Class<? extends Agreement> kind) {
    return results.stream()
        .filter(result -> result.agreement().filter(kind::isInstance).isPresent())
        .count();
  }

  private void step(Result result) {
    Study.Step step = result.step();
    wrap("  " + step.id() + "  " + step.says(), INDENT + "    ");
    String unit = step.unit().isEmpty() ? "" : " " + step.unit();
    String stated = step.stated().map(Stated::text).map(text -> "says " + text + unit).orElse("");
    String ours =
        result
            .computed()
            .map(computed -> "we compute " + shown(computed, unit) + verdict(result))
            .orElse("not computed");
    wrap(INDENT + stated + (stated.isEmpty() ? "" : "; ") + ours, INDENT + "  ");
    if (!step.why().isEmpty()) {
      wrap(INDENT + "why: " + step.why(), INDENT + "  ");
    }
    step.run().ifPresent(this::command);
  }

  /// The command behind a figure, unless the step above shows it already.
  private void command(Study.Run run) {
    if (!run.arguments().equals(shown)) {
      wrap(INDENT + "$ breakeven " + String.join(" ", run.arguments()), INDENT + "    ");
      shown = run.arguments();
    }
  }

  private static String verdict(Result result) {
    return result
        .agreement()
        .map(
            agreement ->
                switch (agreement) {
                  case Agreement.Agrees _ -> ": agrees";
                  case Agreement.Close(Ratio share, boolean high) ->
                      ": close, %s %% too %s"
                          .formatted(share.times(100).decimal(1), high ? "high" : "low");
                  case Agreement.Off(Ratio factor, boolean high) ->
                      ": OFF by %s times, too %s".formatted(digits(factor), high ? "high" : "low");
                  case Agreement.Differs _ -> ": DIFFERS";
                  case Agreement.Unanswered _ -> ": DIFFERS";
                })
        .orElse("");
  }

  private static String shown(Computed computed, String unit) {
    return switch (computed) {
      case Computed.Amount(Ratio value) -> digits(value) + unit;
      case Computed.Words(String text) -> text;
      case Computed.Nothing(String why) -> "none (" + why + ")";
    };
  }

  /// Four significant digits, thousands parted: `0.7874`, `1,825`, `121.7M`.
  private static String digits(Ratio value) {
    BigDecimal number = value.decimal(12).round(new MathContext(4)).stripTrailingZeros();
    BigDecimal size = number.abs();
    if (size.compareTo(BigDecimal.valueOf(1_000_000_000)) >= 0) {
      return number.movePointLeft(9).stripTrailingZeros().toPlainString() + "B";
    }
    if (size.compareTo(BigDecimal.valueOf(1_000_000)) >= 0) {
      return number.movePointLeft(6).stripTrailingZeros().toPlainString() + "M";
    }
    return size.compareTo(BigDecimal.valueOf(1_000)) >= 0
        ? "%,.0f".formatted(value.decimal(0))
        : number.toPlainString();
  }

  private void wrap(String text, String indent) {
    Wrap.print(out, text, indent);
  }
}
