package dev.breakeven.ask.agent;

import dev.breakeven.ask.tool.Facts;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.ask.tool.Tools;
import dev.breakeven.core.offer.Market;
import dev.breakeven.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Questions that need no model: words in them name the tools that answer.
///
/// Nothing is guessed: a question with none of the words has no answer here. Periods in words, such
/// as `last week`, are not understood; days such as `2026-11-01` are.
public final class StandardQuestions {
  /// One of each kind, to show what can be asked.
  public static final List<String> EXAMPLES =
      List.of(
          "what am I paying for GPU, what am I paying for API calls, and where is the waste",
          "what did each team spend",
          "which GPUs are idle",
          "what do a million tokens of my own engines cost",
          "which model used the most tokens since 2026-11-01",
          "would own GPUs be cheaper than what I use today",
          "plan the cheapest mix for 500M tokens a month",
          "what is the price of gpt-4o",
          "which sources are connected");

  private static final String MONEY =
      "\\b(spend\\w*|spent|pay\\w*|paid|costs?|costing|bills?|billed|money|budget|expens\\w+)\\b";
  private static final Pattern SPEND = words(MONEY);
  private static final Pattern GPU = words("\\bgpus?\\b");
  private static final Pattern API =
      words("\\b(apis?|model calls?|api calls?|llm calls?|hosted models?|tokens?)\\b");
  private static final Pattern WASTE =
      words("\\b(wast\\w+|sav(e|ing|ings)|optimi[sz]\\w*|cut|reduce|unused|inefficien\\w+)\\b");
  private static final Pattern IDLE =
      words("\\b(idle|idling|utili[sz]ation|utili[sz]ed|busy|under-?used)\\b");
  private static final Pattern ENGINES =
      words("\\b(engines?|replicas?)\\b|\\bmillion tokens\\b|\\bper million\\b");
  private static final Pattern PLAN =
      words("\\b(plan|mix|reserve)\\b|\\bshould (i|we) (buy|rent)\\b");
  private static final Pattern COMPARE =
      words(
          "\\b(cheaper|compare\\w*|alternatives?|switch\\w*|break-?even)\\b"
              + "|\\bself-?host\\w*|\\bown gpus\\b");
  private static final Pattern PRICE =
      words("\\b(prices?|priced|list price|how much (is|does))\\b");
  private static final Pattern SOURCES =
      words("\\b(sources?|connect\\w*|data do you have|how fresh|stale)\\b");
  private static final Pattern USAGE = words("\\b(usage|used|uses|calls|requests|tokens)\\b");
  private static final Pattern BY =
      words(
          "\\b(?:by|per|each|every|which|what)\\s+(team|provider|service|model|day|key|tenant|project)s?\\b");
  private static final Pattern DAY = Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}\\b");
  private static final Pattern VOLUME =
      words(
          "\\b(\\d[\\d,.]*\\s?[kmbt])(?:illion|n)?\\b(?= *(?:tokens|/ ?month|a month|per month))");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][\\w./-]*[\\w]");

  private StandardQuestions() {}

  private static Pattern words(String pattern) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
  }

  private record Query(String tool, Map<String, String> arguments) {}

  /// The tables that answer `question`; none where nothing in it says what is asked.
  public static List<Tool.Answered> answer(Facts facts, String question) {
    return queries(facts.market(), question).stream()
        .map(
            query -> {
              Json.Fields arguments = Json.fields();
              query.arguments().forEach(arguments::with);
              return Tools.find(query.tool()).orElseThrow().call(facts, arguments);
            })
        .toList();
  }

  /// Whether a model is not needed.
  public static boolean understands(Facts facts, String question) {
    return !queries(facts.market(), question).isEmpty();
  }

  private static List<Query> queries(Market market, String question) {
    List<Query> queries = new ArrayList<>();
    boolean compares = has(COMPARE, question);
    boolean plans = has(PLAN, question);
    Optional<String> item = has(PRICE, question) ? item(market, question) : Optional.empty();
    item.ifPresent(name -> queries.add(new Query("explain_price", Map.of("item", name))));
    boolean engines =
        has(ENGINES, question) && has(words("\\b(own|my|engines?|replicas?)\\b"), question);
    if (has(SPEND, question) && item.isEmpty() && !compares && !plans && !engines) {
      spend(queries, question);
    }
    if (has(IDLE, question)) {
      queries.add(new Query("get_utilization", Map.of("of", "gpus")));
    }
    if (engines && !compares && !plans) {
      queries.add(new Query("get_utilization", Map.of("of", "engines")));
    }
    if (has(WASTE, question)) {
      queries.add(new Query("list_waste", Map.of()));
    }
    if (compares || plans) {
      queries.add(new Query(plans ? "plan_mix" : "compare_options", traffic(question)));
    }
    if (has(SOURCES, question)) {
      queries.add(new Query("list_sources", Map.of()));
    }
    if (queries.isEmpty() && has(USAGE, question)) {
      queries.add(new Query("query_usage", period(question)));
    }
    return queries;
  }

  private static boolean has(Pattern pattern, String question) {
    return pattern.matcher(question).find();
  }

  private static void spend(List<Query> queries, String question) {
    if (DAY.matcher(question).find()) {
      queries.add(new Query("query_usage", period(question)));
      return;
    }
    Optional<String> by = by(question);
    boolean gpu = has(GPU, question);
    boolean api = has(API, question);
    if (by.isPresent() && List.of("day", "key", "tenant", "project").contains(by.get())) {
      queries.add(new Query("query_usage", Map.of("by", by.get())));
      return;
    }
    if (gpu) {
      queries.add(new Query("get_spend", Map.of("kind", "gpu", "by", by.orElse("provider"))));
    }
    if (api) {
      queries.add(new Query("get_spend", Map.of("kind", "model-api", "by", by.orElse("model"))));
    }
    if (!gpu && !api) {
      queries.add(new Query("get_spend", Map.of("by", by.orElse("kind"))));
    }
  }

  private static Optional<String> by(String question) {
    Matcher by = BY.matcher(question);
    return by.find() ? Optional.of(by.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static Map<String, String> period(String question) {
    Map<String, String> arguments = new TreeMap<>();
    arguments.put("by", by(question).orElse("model"));
    Matcher days = DAY.matcher(question);
    if (days.find()) {
      arguments.put("from", days.group());
    }
    if (days.find()) {
      arguments.put("to", days.group());
    }
    return arguments;
  }

  private static Map<String, String> traffic(String question) {
    Matcher volume = VOLUME.matcher(question);
    return volume.find()
        ? Map.of("volume", volume.group(1).replace(",", "").replace(" ", "") + "/month")
        : Map.of();
  }

  /// The first word that names a hosted model or a GPU.
  private static Optional<String> item(Market market, String question) {
    Matcher matcher = WORD.matcher(question);
    Stream<String> names = matcher.results().map(found -> found.group());
    return names
        .filter(word -> word.matches(".*\\d.*"))
        .filter(word -> market.findApi(word).isPresent() || market.findGpu(word).isPresent())
        .findFirst();
  }
}
