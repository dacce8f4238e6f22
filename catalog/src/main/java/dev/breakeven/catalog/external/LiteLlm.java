package dev.breakeven.catalog.external;

import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.catalog.format.JsonValue;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads LiteLLM's model prices: one object a model, dollars per single token.
///
/// A service class prices only what the file states for it; nothing is inherited from standard.
final class LiteLlm {
  private static final int TO_MILLION = 6;

  private final Tally tally;
  private final RateReader rates;

  LiteLlm(Tally tally) {
    this.tally = tally;
    this.rates = new RateReader(tally, TO_MILLION);
  }

  static boolean looksLike(JsonValue root) {
    for (JsonValue model : root.members().values().values()) {
      Map<String, JsonValue> keys = model.members().values();
      if (keys.containsKey("litellm_provider") || keys.containsKey("input_cost_per_token")) {
        return true;
      }
    }
    return false;
  }

  List<Entry> read(JsonValue root) {
    List<Entry> entries = new ArrayList<>();
    root.members()
        .values()
        .forEach(
            (name, value) -> {
              if (!name.equals("sample_spec") && value instanceof JsonValue.Members model) {
                entry(name, model).ifPresent(entries::add);
              }
            });
    return entries;
  }

  private Optional<Entry> entry(String name, JsonValue.Members model) {
    String provider =
        model
            .get("litellm_provider")
            .text()
            .orElse(name.indexOf('/') > 0 ? name.substring(0, name.indexOf('/')) : "");
    List<PriceRow> rows = rows(model, name);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            provider,
            name,
            Limits.tokens(model.get("max_input_tokens")),
            Limits.tokens(model.get("max_output_tokens")),
            false,
            rows));
  }

  private List<PriceRow> rows(JsonValue.Members model, String name) {
    Map<ServiceClass, RateSheet> sheets = new EnumMap<>(ServiceClass.class);
    model.values().forEach((key, value) -> put(sheets, key, value, name));
    RateSheet standard = sheets.getOrDefault(ServiceClass.STANDARD, new RateSheet());
    if (!standard.pricesText()) {
      tally.add(Rule.NO_PRICE, name);
      return List.of();
    }
    if (standard.costsNothing()) {
      tally.add(Rule.ZERO_PRICE, name);
      return List.of();
    }
    List<PriceRow> rows = new ArrayList<>();
    sheets.forEach(
        (service, sheet) -> {
          for (RateSheet.Step step : sheet.steps(tally, name + " " + service.key())) {
            rows.add(
                new PriceRow(
                    Instant.MIN,
                    Instant.MAX,
                    Optional.empty(),
                    service,
                    "",
                    step.aboveInput(),
                    step.rates()));
          }
        });
    return rows;
  }

  private void put(Map<ServiceClass, RateSheet> sheets, String key, JsonValue value, String name) {
    if (!key.contains("cost") || value instanceof JsonValue.Nothing) {
      return;
    }
    LiteLlmKey read = LiteLlmKey.parse(key);
    if (read
        instanceof LiteLlmKey.Token(TokenClass tokenClass, ServiceClass service, long aboveInput)) {
      OptionalLong micros = rates.micros(value, name + " " + key);
      RateSheet sheet = sheets.computeIfAbsent(service, ignored -> new RateSheet());
      micros.ifPresent(rate -> sheet.put(aboveInput, tokenClass, rate));
    } else {
      boolean other = read == LiteLlmKey.Foreign.OTHER_CHARGE;
      tally.add(other ? Rule.OTHER_CHARGE : Rule.UNKNOWN_KEY, name + " " + key);
    }
  }
}
