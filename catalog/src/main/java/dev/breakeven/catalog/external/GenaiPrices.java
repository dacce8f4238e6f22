package dev.breakeven.catalog.external;

import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.catalog.format.JsonValue;
import dev.breakeven.catalog.format.Numerals;
import dev.breakeven.catalog.format.PriceOverlap;
import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads genai-prices v2: providers with models, dollars per million tokens.
///
/// Semantics, from the schema and source of that project: a tier is a cliff on input tokens,
/// strictly above `start`, for all tokens; of several conditional prices the last whose constraint
/// holds counts; a time-of-day window includes its start and excludes its end.
final class GenaiPrices {
  private static final Map<String, TokenClass> CLASSES =
      Map.of(
          "input_mtok", TokenClass.INPUT,
          "output_mtok", TokenClass.OUTPUT,
          "cache_read_mtok", TokenClass.CACHE_READ,
          "cache_write_mtok", TokenClass.CACHE_WRITE_5M,
          "cache_write_5m_mtok", TokenClass.CACHE_WRITE_5M,
          "cache_write_1h_mtok", TokenClass.CACHE_WRITE_1H,
          "output_reasoning_mtok", TokenClass.REASONING);

  private final Tally tally;
  private final RateReader rates;

  GenaiPrices(Tally tally) {
    this.tally = tally;
    this.rates = new RateReader(tally, 0);
  }

  static boolean looksLike(JsonValue root) {
    return !root.elements().isEmpty()
        && root.elements().getFirst().members().get("models") instanceof JsonValue.Elements;
  }

  List<Entry> read(JsonValue root) {
    List<Entry> entries = new ArrayList<>();
    for (JsonValue provider : root.elements()) {
      String id = provider.members().get("id").text().orElse("");
      for (JsonValue model : provider.members().get("models").elements()) {
        String name = model.members().get("id").text().orElse("");
        List<PriceRow> rows = rows(model.members().get("prices"), id + "/" + name);
        if (!rows.isEmpty()) {
          entries.add(
              new Entry(
                  id,
                  name,
                  Limits.tokens(model.members().get("context_window")),
                  Optional.empty(),
                  false,
                  rows));
        }
      }
    }
    return entries;
  }

  private List<PriceRow> rows(JsonValue prices, String subject) {
    if (prices instanceof JsonValue.Members always) {
      RateSheet sheet = sheet(always, subject);
      return usable(sheet, subject)
          ? rows(sheet, Instant.MIN, Optional.empty(), subject)
          : List.of();
    }
    List<PriceRow> rows = new ArrayList<>();
    for (JsonValue conditional : prices.elements()) {
      RateSheet sheet = sheet(conditional.members().get("prices").members(), subject);
      if (usable(sheet, subject)) {
        addConditional(rows, sheet, conditional.members().get("constraint").members(), subject);
      }
    }
    if (prices.elements().isEmpty()) {
      tally.add(Rule.NO_PRICE, subject);
    }
    for (Optional<PriceOverlap> two = PriceOverlap.first(rows);
        two.isPresent();
        two = PriceOverlap.first(rows)) {
      tally.add(Rule.CONDITION, subject);
      rows.remove(two.get().one());
    }
    return rows;
  }

  private boolean usable(RateSheet sheet, String subject) {
    if (!sheet.pricesText()) {
      tally.add(Rule.NO_PRICE, subject);
      return false;
    }
    if (sheet.costsNothing()) {
      tally.add(Rule.ZERO_PRICE, subject);
      return false;
    }
    return true;
  }

  /// Adds the last price so far: where its constraint holds, it ends what came before.
  private void addConditional(
      List<PriceRow> rows, RateSheet sheet, JsonValue.Members constraint, String subject) {
    try {
      Optional<String> start = constraint.get("start_date").text();
      Optional<String> opens = constraint.get("start_time").text();
      if (start.isPresent()) {
        LocalDate day = Numerals.day(start.get());
        Instant from = Instant.ofEpochSecond(day.toEpochDay() * 86_400);
        rows.replaceAll(row -> endedAt(row, from));
        rows.removeIf(row -> !row.from().isBefore(from));
        rows.addAll(rows(sheet, from, Optional.empty(), subject));
      } else if (opens.isPresent()) {
        OffsetTime open = OffsetTime.parse(opens.get());
        OffsetTime close = OffsetTime.parse(constraint.get("end_time").text().orElse(""));
        DailyWindow window =
            new DailyWindow(
                open.toLocalTime(),
                close.withOffsetSameInstant(open.getOffset()).toLocalTime(),
                open.getOffset());
        rows.addAll(rows(sheet, Instant.MIN, Optional.of(window), subject));
      } else if (constraint.values().isEmpty()) {
        rows.clear();
        rows.addAll(rows(sheet, Instant.MIN, Optional.empty(), subject));
      } else {
        tally.add(Rule.CONDITION, subject);
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      tally.add(Rule.CONDITION, subject);
    }
  }

  private static PriceRow endedAt(PriceRow row, Instant end) {
    return row.from().isBefore(end) && end.isBefore(row.to())
        ? new PriceRow(
            row.from(),
            end,
            row.window(),
            row.service(),
            row.region(),
            row.aboveInput(),
            row.rates())
        : row;
  }

  private List<PriceRow> rows(
      RateSheet sheet, Instant from, Optional<DailyWindow> window, String subject) {
    List<PriceRow> rows = new ArrayList<>();
    for (RateSheet.Step step : sheet.steps(tally, subject)) {
      rows.add(
          new PriceRow(
              from,
              Instant.MAX,
              window,
              ServiceClass.STANDARD,
              "",
              step.aboveInput(),
              step.rates()));
    }
    return rows;
  }

  private RateSheet sheet(JsonValue.Members prices, String subject) {
    RateSheet sheet = new RateSheet();
    boolean lifetimes = prices.values().containsKey("cache_write_5m_mtok");
    prices
        .values()
        .forEach(
            (key, value) -> {
              TokenClass tokenClass = CLASSES.get(key);
              if (tokenClass == null) {
                boolean known = key.endsWith("_mtok") || key.endsWith("_kcount");
                tally.add(known ? Rule.OTHER_CHARGE : Rule.UNKNOWN_KEY, subject + " " + key);
              } else if (!(lifetimes && key.equals("cache_write_mtok"))) {
                put(sheet, tokenClass, value, subject + " " + key);
              }
            });
    return sheet;
  }

  private void put(RateSheet sheet, TokenClass tokenClass, JsonValue value, String subject) {
    if (!(value instanceof JsonValue.Members tiered)) {
      rates.micros(value, subject).ifPresent(rate -> sheet.put(0, tokenClass, rate));
      return;
    }
    rates.micros(tiered.get("base"), subject).ifPresent(rate -> sheet.put(0, tokenClass, rate));
    for (JsonValue tier : tiered.get("tiers").elements()) {
      OptionalLong start = Limits.whole(tier.members().get("start"));
      if (start.isEmpty()) {
        tally.add(Rule.CONDITION, subject);
      } else {
        rates
            .micros(tier.members().get("price"), subject)
            .ifPresent(rate -> sheet.put(start.getAsLong(), tokenClass, rate));
      }
    }
  }
}
