package dev.breakeven.catalog.format;

import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.TokenRate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one element of `prices`.
final class PriceRowReader {
  private static final String KEYS =
      "from, to, service, region, window, above_input, input, cache_read, cache_write_5m,"
          + " cache_write_1h, output, reasoning";

  private final JsonRows json;
  private final ApiRowReader.Draft draft;
  private final EnumMap<TokenClass, TokenRate> rates = new EnumMap<>(TokenClass.class);
  private Instant from = Instant.MIN;
  private Instant to = Instant.MAX;
  private Optional<DailyWindow> window = Optional.empty();
  private ServiceClass service = ServiceClass.STANDARD;
  private String region = "";
  private long aboveInput;

  private PriceRowReader(JsonRows json, ApiRowReader.Draft draft) {
    this.json = json;
    this.draft = draft;
  }

  static PriceRow read(JsonRows json, ApiRowReader.Draft draft) {
    PriceRowReader reader = new PriceRowReader(json, draft);
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      reader.read(key);
    }
    return reader.finish();
  }

  /// The price of what the user says is free: zero for every class, always and everywhere.
  static List<PriceRow> allFree() {
    Map<TokenClass, TokenRate> zero = new EnumMap<>(TokenClass.class);
    for (TokenClass tokenClass : TokenClass.values()) {
      zero.put(tokenClass, TokenRate.FREE);
    }
    return List.of(
        new PriceRow(
            Instant.MIN,
            Instant.MAX,
            Optional.empty(),
            ServiceClass.STANDARD,
            "",
            0,
            new RateCard(zero)));
  }

  private void read(String key) {
    switch (key) {
      case "from" -> from = instant(key);
      case "to" -> to = instant(key);
      case "service" -> service = service(key);
      case "region" -> region = json.text(key);
      case "window" -> window = Optional.of(window(key));
      case "above_input" -> aboveInput = json.whole(key);
      case "input" -> rate(TokenClass.INPUT, key);
      case "cache_read" -> rate(TokenClass.CACHE_READ, key);
      case "cache_write_5m" -> rate(TokenClass.CACHE_WRITE_5M, key);
      case "cache_write_1h" -> rate(TokenClass.CACHE_WRITE_1H, key);
      case "output" -> rate(TokenClass.OUTPUT, key);
      case "reasoning" -> rate(TokenClass.REASONING, key);
      default -> throw json.unknownKey(key, KEYS);
    }
  }

  private PriceRow finish() {
    if (!from.isBefore(to)) {
      throw json.invalid("a price ends before it begins", "Correct \"from\" and \"to\".");
    }
    if (!rates.containsKey(TokenClass.INPUT) && !rates.containsKey(TokenClass.OUTPUT)) {
      throw json.invalid("a price without input and output", "Add \"input\" or \"output\".");
    }
    return new PriceRow(from, to, window, service, region, aboveInput, new RateCard(rates));
  }

  private void rate(TokenClass tokenClass, String key) {
    String text = json.decimal(key);
    try {
      long micros = Numerals.micros(text);
      if (micros == 0) {
        draft.zero(key);
      }
      rates.put(tokenClass, new TokenRate(micros));
    } catch (NumberFormatException e) {
      throw json.wrong(key, text, "USD per million tokens, at most 6 decimals, such as 2.5");
    }
  }

  /// The start of a day in UTC, or a full instant.
  private Instant instant(String key) {
    String text = json.text(key);
    try {
      if (text.length() == 10) {
        LocalDate day = Numerals.day(text);
        return Instant.ofEpochSecond(day.toEpochDay() * 86_400);
      }
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw json.wrong(key, text, "2026-07-30 or 2026-07-30T16:00:00Z");
    }
  }

  private ServiceClass service(String key) {
    String text = json.text(key);
    return ServiceClass.ofKey(text)
        .orElseThrow(() -> json.wrong(key, text, "standard, batch, flex or priority"));
  }

  private DailyWindow window(String key) {
    json.requireObject(key);
    String start = "";
    String end = "";
    String zone = "UTC";
    for (String name = json.nextKey(); name != null; name = json.nextKey()) {
      switch (name) {
        case "start" -> start = json.text(name);
        case "end" -> end = json.text(name);
        case "tz" -> zone = json.text(name);
        default -> throw json.unknownKey(name, "start, end, tz");
      }
    }
    try {
      return new DailyWindow(LocalTime.parse(start), LocalTime.parse(end), ZoneId.of(zone));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw json.wrong(
          key, start + " to " + end + " " + zone, "two times such as 16:30 and a zone such as UTC");
    }
  }
}
