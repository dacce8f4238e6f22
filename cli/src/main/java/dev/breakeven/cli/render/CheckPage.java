package dev.breakeven.cli.render;

import dev.breakeven.catalog.check.CatalogCheck;
import dev.breakeven.catalog.check.CheckReport;
import dev.breakeven.catalog.check.Comparison;
import dev.breakeven.catalog.check.Finding;
import dev.breakeven.catalog.check.PriceFiles;
import dev.breakeven.catalog.external.Problem;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What a check of prices found: every disagreement, and of each other rule the first few.
public record CheckPage(
    Instant at,
    List<Source> sources,
    List<PriceFiles.Skipped> skipped,
    Optional<Comparison> comparison) {
  private static final int MOST_EXAMPLES = 5;

  public CheckPage {
    sources = List.copyOf(sources);
    skipped = List.copyOf(skipped);
  }

  /// A file or catalog: how much is in it, what reading it left out, what is wrong in the rest.
  public record Source(
      String name, String file, int rows, List<Problem> problems, CheckReport report) {
    public Source {
      problems = List.copyOf(problems);
    }
  }

  public void print(PrintWriter out) {
    comparison.ifPresent(found -> print(found, out));
    for (Source source : sources) {
      print(source, out);
    }
    for (PriceFiles.Skipped file : skipped) {
      Wrap.print(out, "skipped " + file.file() + ": " + file.reason(), "  ");
    }
  }

  private static void print(Source source, PrintWriter out) {
    Wrap.print(
        out, "%s: %,d rows, %s".formatted(source.name(), source.rows(), source.file()), "  ");
    source.problems().forEach(problem -> Wrap.print(out, "  " + problem, "    "));
    Map<Finding.Rule, List<Finding>> rules = new EnumMap<>(Finding.Rule.class);
    for (Finding finding : source.report().findings()) {
      rules.computeIfAbsent(finding.rule(), ignored -> new ArrayList<>()).add(finding);
    }
    rules.forEach((rule, findings) -> print(rule, findings, out));
    if (rules.isEmpty()) {
      out.println("  no finding in these rows");
    }
    out.println();
  }

  private void print(Comparison found, PrintWriter out) {
    Wrap.print(
        out,
        "base prices of %s at %s:"
            .formatted(String.join(", ", new TreeSet<>(CatalogCheck.DEFAULT_PROVIDERS)), at),
        "  ");
    out.printf(
        "%,d models are in two or more catalogs: %,d agree, %,d disagree%n",
        found.compared(), found.agree(), found.disagreements().size());
    if (found.disagreements().isEmpty()) {
      out.println();
      return;
    }
    List<String> headings = new ArrayList<>(List.of("  USD/M in/out"));
    for (String name : found.sources()) {
      headings.add(">" + name);
    }
    headings.add("likely reason");
    TextTable table = new TextTable(headings.toArray(String[]::new));
    for (Comparison.Disagreement each : found.disagreements()) {
      List<String> cells = new ArrayList<>(List.of("  " + each.model()));
      for (String name : found.sources()) {
        cells.add(each.prices().getOrDefault(name, ""));
      }
      cells.add(each.cause().meaning());
      table.row(cells.toArray(String[]::new));
    }
    table.lines().forEach(out::println);
    out.println();
  }

  private static void print(Finding.Rule rule, List<Finding> findings, PrintWriter out) {
    Wrap.print(
        out,
        "  %s %s, %,d: %s".formatted(word(rule), rule.key(), findings.size(), rule.meaning()),
        "    ");
    for (Finding finding : findings.subList(0, Math.min(MOST_EXAMPLES, findings.size()))) {
      Wrap.print(out, "    " + finding.subject() + ": " + finding.detail(), "      ");
    }
    if (findings.size() > MOST_EXAMPLES) {
      out.printf("    and %,d more; --json has them all%n", findings.size() - MOST_EXAMPLES);
    }
  }

  private static String word(Finding.Rule rule) {
    return rule.severity().toString().toLowerCase(Locale.ROOT);
  }

  public void writeJson(PrintWriter out) {
    JsonOut.write(
        out,
        json -> {
          json.text("at", at.toString());
          json.optional(
              "comparison",
              comparison,
              found -> json.object("comparison", _ -> write(json, found)));
          json.array("sources", sources, source -> write(json, source));
          json.array(
              "skipped",
              skipped,
              file -> json.text("file", file.file()).text("reason", file.reason()));
        });
  }

  private static void write(JsonOut json, Source source) {
    json.text("name", source.name()).text("file", source.file());
    json.number("rows", (long) source.rows());
    json.array("problems", source.problems(), problem -> write(json, problem));
    json.array("findings", source.report().findings(), finding -> write(json, finding));
  }

  /// What an import left out or changed, into an open object.
  public static void write(JsonOut json, Problem problem) {
    json.text("rule", problem.rule().key()).number("count", problem.count());
    json.text("meaning", problem.rule().meaning()).texts("examples", problem.examples());
  }

  private static void write(JsonOut json, Comparison found) {
    json.number("compared", (long) found.compared()).number("agree", (long) found.agree());
    json.number("disagree", (long) found.disagreements().size());
    json.array(
        "disagreements",
        found.disagreements(),
        each -> {
          json.text("model", each.model());
          json.object("usd_per_mtok", _ -> each.prices().forEach(json::text));
          json.text("likely_reason", each.cause().meaning());
        });
  }

  private static void write(JsonOut json, Finding finding) {
    json.text("rule", finding.rule().key()).text("severity", word(finding.rule()));
    json.text("subject", finding.subject()).text("detail", finding.detail());
  }
}
