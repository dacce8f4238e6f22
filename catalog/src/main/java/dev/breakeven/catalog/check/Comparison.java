package dev.breakeven.catalog.check;

import dev.breakeven.core.offer.PriceRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How often catalogs agree on the base price of a model that at least two of them list.
///
/// `sources` are the names of all catalogs that were compared.
public record Comparison(
    List<String> sources, int compared, int agree, List<Disagreement> disagreements) {
  public Comparison {
    sources = List.copyOf(sources);
    disagreements = List.copyOf(disagreements);
  }

  /// A likely reason, told from the data alone.
  public enum Cause {
    DATED_CHANGE("changed on a date"),
    TIER("a long-prompt price"),
    IMAGE_OUTPUT("an image price"),
    AUDIO("an audio price"),
    ROUNDING("under 1 % apart"),
    UNEXPLAINED("not told by the data");

    private final String meaning;

    Cause(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }

  /// `prices` gives each catalog's input/output in dollars per million tokens.
  public record Disagreement(String model, Map<String, String> prices, Cause cause) {
    public Finding finding() {
      String each =
          prices.entrySet().stream()
              .map(price -> price.getKey() + " " + price.getValue())
              .collect(Collectors.joining(", "));
      return new Finding(Finding.Rule.DISAGREEMENT, model, each + "; " + cause.meaning());
    }
  }

  public CheckReport report() {
    return new CheckReport(disagreements.stream().map(Disagreement::finding).toList());
  }

  static Comparison of(List<NamedSource> sources, Set<String> providers, Instant at) {
    TreeSet<String> keys = new TreeSet<>();
    for (NamedSource source : sources) {
      for (String key : source.keys()) {
        if (providers.contains(key.substring(0, key.indexOf('/')))) {
          keys.add(key);
        }
      }
    }
    int compared = 0;
    List<Disagreement> disagreements = new ArrayList<>();
    for (String key : keys) {
      Map<String, BasePrice> prices = new LinkedHashMap<>();
      Map<String, List<PriceRow>> rows = new LinkedHashMap<>();
      for (NamedSource source : sources) {
        Optional<List<PriceRow>> all = source.rows(key);
        Optional<BasePrice> price = all.flatMap(some -> BasePrice.at(some, at));
        if (price.isPresent()) {
          prices.put(source.name(), price.get());
          rows.put(source.name(), all.orElseThrow());
        }
      }
      compared += prices.size() > 1 ? 1 : 0;
      if (prices.values().stream().distinct().count() > 1) {
        Map<String, String> texts = new LinkedHashMap<>();
        prices.forEach((source, price) -> texts.put(source, price.toString()));
        disagreements.add(new Disagreement(key, texts, cause(key, prices, rows, at)));
      }
    }
    return new Comparison(
        sources.stream().map(NamedSource::name).toList(),
        compared,
        compared - disagreements.size(),
        disagreements);
  }

  private static Cause cause(
      String key, Map<String, BasePrice> prices, Map<String, List<PriceRow>> rows, Instant at) {
    Set<BasePrice> base = Set.copyOf(prices.values());
    boolean dated = false;
    boolean tier = false;
    for (List<PriceRow> some : rows.values()) {
      for (PriceRow row : some) {
        Optional<BasePrice> price = BasePrice.of(row).filter(base::contains);
        if (price.isEmpty() || !BasePrice.isBase(row)) {
          continue;
        }
        boolean own = BasePrice.at(some, at).equals(price);
        dated |= !own && row.aboveInput() == 0;
        tier |= !own && row.aboveInput() > 0;
      }
    }
    if (dated) {
      return Cause.DATED_CHANGE;
    }
    if (tier) {
      return Cause.TIER;
    }
    if (key.contains("image")) {
      return Cause.IMAGE_OUTPUT;
    }
    if (List.of("audio", "tts", "realtime", "live").stream().anyMatch(key::contains)) {
      return Cause.AUDIO;
    }
    return isRounding(base) ? Cause.ROUNDING : Cause.UNEXPLAINED;
  }

  private static boolean isRounding(Set<BasePrice> prices) {
    return near(prices.stream().map(price -> price.input().picosPerToken()).toList())
        && near(prices.stream().map(price -> price.output().picosPerToken()).toList());
  }

  private static boolean near(List<Long> picos) {
    long lowest = picos.stream().min(Comparator.naturalOrder()).orElse(0L);
    long highest = picos.stream().max(Comparator.naturalOrder()).orElse(0L);
    return (highest - lowest) * 100 < highest;
  }
}
