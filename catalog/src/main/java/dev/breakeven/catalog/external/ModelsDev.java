package dev.breakeven.catalog.external;

import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.catalog.format.JsonValue;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads models.dev: providers with models, dollars per million tokens.
///
/// It gives one cache lifetime, which is taken as the short one. Cliffs come as `tiers` with a
/// context size, or in the older form `context_over_200k`.
final class ModelsDev {
  private static final Map<String, TokenClass> CLASSES =
      Map.of(
          "input", TokenClass.INPUT,
          "output", TokenClass.OUTPUT,
          "reasoning", TokenClass.REASONING,
          "cache_read", TokenClass.CACHE_READ,
          "cache_write", TokenClass.CACHE_WRITE_5M);
  private static final Set<String> OTHER_CHARGES =
      Set.of("input_audio", "output_audio", "image", "citation", "request");

  private final Tally tally;
  private final RateReader rates;

  ModelsDev(Tally tally) {
    this.tally = tally;
    this.rates = new RateReader(tally, 0);
  }

  static boolean looksLike(JsonValue root) {
    for (JsonValue provider : root.members().values().values()) {
      return provider.members().get("models") instanceof JsonValue.Members;
    }
    return false;
  }

  List<Entry> read(JsonValue root) {
    List<Entry> entries = new ArrayList<>();
    root.members()
        .values()
        .forEach(
            (provider, value) ->
                value
                    .members()
                    .get("models")
                    .members()
                    .values()
                    .forEach((name, model) -> add(entries, provider, name, model.members())));
    return entries;
  }

  private void add(List<Entry> entries, String provider, String name, JsonValue.Members model) {
    String subject = provider + "/" + name;
    model
        .get("experimental")
        .members()
        .get("modes")
        .members()
        .values()
        .forEach((mode, ignored) -> tally.add(Rule.MODE, subject + " " + mode));
    JsonValue.Members limit = model.get("limit").members();
    List<PriceRow> rows = rows(model.get("cost").members(), subject);
    if (!rows.isEmpty()) {
      entries.add(
          new Entry(
              provider,
              name,
              Limits.tokens(limit.get("context")),
              Limits.tokens(limit.get("output")),
              model.get("open_weights").isTrue(),
              rows));
    }
  }

  private List<PriceRow> rows(JsonValue.Members cost, String subject) {
    RateSheet sheet = new RateSheet();
    cost.values()
        .forEach(
            (key, value) -> {
              switch (key) {
                case "tiers" -> value.elements().forEach(tier -> tier(sheet, tier, subject));
                case "context_over_200k" -> put(sheet, 200_000, value.members(), subject);
                default -> put(sheet, 0, key, value, subject);
              }
            });
    if (!sheet.pricesText()) {
      tally.add(Rule.NO_PRICE, subject);
      return List.of();
    }
    if (sheet.costsNothing()) {
      tally.add(Rule.ZERO_PRICE, subject);
      return List.of();
    }
    List<PriceRow> rows = new ArrayList<>();
    for (RateSheet.Step step : sheet.steps(tally, subject)) {
      rows.add(
          new PriceRow(
              Instant.MIN,
              Instant.MAX,
              Optional.empty(),
              ServiceClass.STANDARD,
              "",
              step.aboveInput(),
              step.rates()));
    }
    return rows;
  }

  private void tier(RateSheet sheet, JsonValue tier, String subject) {
    JsonValue.Members condition = tier.members().get("tier").members();
    OptionalLong size = Limits.whole(condition.get("size"));
    String type = condition.get("type").text().orElse("context");
    if (size.isEmpty() || !type.equals("context")) {
      tally.add(Rule.CONDITION, subject);
    } else {
      put(sheet, size.getAsLong(), tier.members(), subject);
    }
  }

  private void put(RateSheet sheet, long aboveInput, JsonValue.Members cost, String subject) {
    cost.values()
        .forEach(
            (key, value) -> {
              if (!key.equals("tier")) {
                put(sheet, aboveInput, key, value, subject);
              }
            });
  }

  private void put(RateSheet sheet, long aboveInput, String key, JsonValue value, String subject) {
    TokenClass tokenClass = CLASSES.get(key);
    if (tokenClass != null) {
      rates
          .micros(value, subject + " " + key)
          .ifPresent(rate -> sheet.put(aboveInput, tokenClass, rate));
    } else {
      boolean other = OTHER_CHARGES.contains(key);
      tally.add(other ? Rule.OTHER_CHARGE : Rule.UNKNOWN_KEY, subject + " " + key);
    }
  }
}
