package dev.breakeven.core.claims;

import dev.breakeven.core.claims.ClaimText.Kind;
import dev.breakeven.core.units.Ratio;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Writes the page that sets what articles say beside what our functions compute.
final class PublishedClaimsPage {
  private final List<ClaimText> texts = ClaimText.all();
  private final Map<String, Claim> claims =
      PublishedClaimsTest.ALL.stream().collect(Collectors.toMap(Claim::id, claim -> claim));
  private final StringBuilder page = new StringBuilder();

  private record Article(String key, String title, String lead) {}

  private static final List<Article> ARTICLES =
      List.of(
          new Article(
              "S0",
              "Frontier private infrastructure tokenomics (FlatClaw, 2026)",
              """
              Gemma 4 31B on one leased H100 against list prices, counting output tokens. The \
              break-even is right. The table by utilisation carries a factor of 1.55 to 1.72 that \
              the page does not explain, and the headline 11× is the routed share only."""),
          new Article(
              "S1",
              "Hyperscaler APIs or internal models (Clanker Cloud, 2026)",
              """
              Three scenarios of GPT-5 against own boxes. The sums are right; what decides is who \
              is on the payroll: scenario B drops the engineer that A pays, and C pays a quarter \
              of one the price of a tenth."""),
          new Article(
              "S2",
              "Cost per token across hardware options",
              """
              A page of Python. It types in 50 tokens a second, the rate of one stream, and prints \
              dollars that belong to 5,000: its comments are 100 times too low, and its break-even \
              1,000 times, because the function answers in millions. Its code, run, gives what we \
              compute."""),
          new Article(
              "S3",
              "Cost per token breakdown, four H100s",
              """
              Llama 3 70B at FP8 against GPT-4o. Costs per million are right. The break-even is \
              printed 1,000 times too low and then divided by utilisation, which it does not \
              depend on."""),
          new Article(
              "S4",
              "The fixed-cost trap",
              """
              The soundest of the five: rent over tokens served, and what idleness does to it."""),
          new Article(
              "X",
              "Between the articles",
              """
              The same quantity in two articles: the first value against the second."""));

  String render() {
    page.append(
        """
        <!-- generated from core's PublishedClaimsTest: run ./dev docs -->
        # Why does the blog say otherwise?

        Five well-read articles on self-hosting against APIs, every number recomputed from the
        article's own inputs by the functions that Breakeven plans with. A month is 730 hours unless
        the row says 720. A stated value *holds* when it lies within 10% of what its inputs give.

        """);
    page.append(totals());
    for (Article article : ARTICLES) {
      article(article);
    }
    return page.toString();
  }

  private String totals() {
    List<ClaimText> stated = texts.stream().filter(text -> text.kind() == Kind.CLAIM).toList();
    long hold = stated.stream().filter(text -> verdict(text).holds()).count();
    return """
        **%d of %d claims hold**, %d are off. Three slips make most of it: the throughput of one \
        stream taken for that of a GPU (S2, ×100), a volume in millions read as a count (S2, S3, \
        ×1,000), and a break-even divided by utilisation (S3). Labour left out or underpriced (S1) \
        turns verdicts around. [Break-even](break-even.md) has the formulas. %d more rows are \
        computed here as golden vectors, and %d cannot be: each says why.
        """
        .formatted(
            hold,
            stated.size(),
            stated.size() - hold,
            claims.size() - stated.size(),
            NotComputable.REASONS.size());
  }

  private void article(Article article) {
    page.append("\n## ").append(article.key()).append(": ").append(article.title());
    page.append("\n\n").append(article.lead()).append('\n');
    table(
        article,
        "| id | it says | stated | we compute | verdict | why |\n|---|---|---:|---:|---|---|\n",
        text -> text.stated().isPresent() && claims.containsKey(text.id()),
        text ->
            "| %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                    text.id(),
                    text.text(),
                    quantity(text.stated().get(), text.unit()),
                    computed(text),
                    words(verdict(text)),
                    text.why()));
    table(
        article,
        "What its inputs also say:\n\n| id | what | we compute | note |\n|---|---|---:|---|\n",
        text -> text.stated().isEmpty() && claims.containsKey(text.id()),
        text ->
            "| %s | %s | %s | %s |\n"
                .formatted(text.id(), text.text(), computed(text), text.why()));
    table(
        article,
        "Not computed:\n\n| id | what | stated | reason |\n|---|---|---:|---|\n",
        text -> !claims.containsKey(text.id()),
        text ->
            "| %s | %s | %s | %s |\n"
                .formatted(
                    text.id(),
                    text.text(),
                    text.stated().map(value -> quantity(value, text.unit())).orElse(""),
                    NotComputable.REASONS.get(text.id())));
  }

  private void table(
      Article article, String head, Predicate<ClaimText> wanted, Function<ClaimText, String> line) {
    List<ClaimText> rows =
        texts.stream().filter(text -> text.article().equals(article.key())).filter(wanted).toList();
    if (!rows.isEmpty()) {
      page.append('\n').append(head);
      rows.forEach(text -> page.append(line.apply(text)));
    }
  }

  private Verdict verdict(ClaimText text) {
    return Verdict.of(text.id(), text.stated().orElseThrow(), claims.get(text.id()).value());
  }

  private String computed(ClaimText text) {
    Claim claim = claims.get(text.id());
    return claim.isNever() ? Claim.NEVER : quantity(claim.value(), text.unit());
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Holds _ -> "holds";
      case Verdict.OnOneReading _ -> "holds on one reading";
      case Verdict.Off(Ratio factor, boolean low) ->
          "**off** ×%s, too %s".formatted(number(factor, 3), low ? "low" : "high");
    };
  }

  private static String quantity(Ratio value, String unit) {
    if (unit.startsWith("$")) {
      return dollars(number(value, 4)) + unit.substring(1);
    }
    return unit.equals("x") ? number(value, 4) + "×" : (number(value, 4) + " " + unit).strip();
  }

  /// Cents where there is a tenth of a dollar.
  private static String dollars(String number) {
    boolean oneDecimal = number.contains(".") && number.indexOf('.') == number.length() - 2;
    return "$" + (oneDecimal ? number + "0" : number);
  }

  private static String number(Ratio value, int digits) {
    if (value.compareTo(Ratio.of(1000)) >= 0) {
      return "%,d".formatted(value.rounded());
    }
    MathContext context = new MathContext(digits, RoundingMode.HALF_EVEN);
    return value.decimal(30).round(context).stripTrailingZeros().toPlainString();
  }
}
