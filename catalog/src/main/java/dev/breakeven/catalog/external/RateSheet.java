package dev.breakeven.catalog.external;

import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.TokenRate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The rates of one model, moment and service class while they are gathered: base and cliffs.
///
/// A cliff reprices the whole request, so a class it does not mention keeps the rate of the cliff
/// below it. Reasoning that costs what output costs is not kept apart: it follows output up.
final class RateSheet {
  private final TreeMap<Long, Map<TokenClass, Long>> byCliff = new TreeMap<>();

  void put(long aboveInput, TokenClass tokenClass, long micros) {
    byCliff
        .computeIfAbsent(aboveInput, ignored -> new EnumMap<>(TokenClass.class))
        .put(tokenClass, micros);
  }

  boolean has(TokenClass tokenClass) {
    return byCliff.getOrDefault(0L, Map.of()).containsKey(tokenClass);
  }

  boolean isEmpty() {
    return byCliff.isEmpty();
  }

  /// Whether text tokens are priced, and all at zero.
  boolean costsNothing() {
    Map<TokenClass, Long> base = byCliff.getOrDefault(0L, Map.of());
    long input = base.getOrDefault(TokenClass.INPUT, 0L);
    long output = base.getOrDefault(TokenClass.OUTPUT, 0L);
    return pricesText() && input == 0 && output == 0;
  }

  boolean pricesText() {
    return has(TokenClass.INPUT) || has(TokenClass.OUTPUT);
  }

  /// Rates above some prompt length.
  record Step(long aboveInput, RateCard rates) {}

  /// The base and each cliff, complete; single zero rates are left out as unknown and counted.
  List<Step> steps(Tally tally, String subject) {
    List<Step> steps = new ArrayList<>();
    Map<TokenClass, Long> running = new EnumMap<>(TokenClass.class);
    if (!pricesText() || costsNothing()) {
      tally.add(Rule.ORPHAN_TIER, subject);
      return steps;
    }
    byCliff.forEach(
        (aboveInput, stated) -> {
          running.putAll(stated);
          RateCard card = card(running, aboveInput == 0, tally, subject);
          boolean text =
              card.rate(TokenClass.INPUT).isPresent() || card.rate(TokenClass.OUTPUT).isPresent();
          if (text) {
            steps.add(new Step(aboveInput, card));
          } else {
            tally.add(Rule.ORPHAN_TIER, subject);
          }
        });
    return steps;
  }

  private static RateCard card(
      Map<TokenClass, Long> micros, boolean base, Tally tally, String subject) {
    Long output = micros.get(TokenClass.OUTPUT);
    if (base && output != null && output.equals(micros.get(TokenClass.REASONING))) {
      micros.remove(TokenClass.REASONING);
    }
    Map<TokenClass, TokenRate> rates = new EnumMap<>(TokenClass.class);
    micros.forEach(
        (tokenClass, rate) -> {
          if (rate > 0) {
            rates.put(tokenClass, new TokenRate(rate));
          } else if (base) {
            tally.add(Rule.ZERO_RATE, subject + " " + tokenClass.key());
          }
        });
    return new RateCard(rates);
  }
}
