package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.units.Ratio;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Dated exchange rates into US dollars. A currency without a row has no rate: nothing is guessed.
final class ExchangeRates {
  static final List<String> COLUMNS = List.of("from", "to", "rate", "as_of", "basis", "source");

  private final Map<String, Rate> toDollars = new HashMap<>();

  /// `text` is the rate as written, such as `205/189` dollars for one unit of `currency`.
  record Rate(String currency, Ratio dollars, String text, LocalDate asOf, String basis) {
    String describe() {
      return "converted at "
          + text
          + " USD per "
          + currency
          + " as of "
          + asOf
          + " ("
          + basis
          + ")";
    }
  }

  /// Adds a table: the newest row of a currency counts, and a later table replaces an earlier one.
  void add(SourceText source) {
    Map<String, Rate> fresh = new HashMap<>();
    for (CsvRow row : Csv.read(source, COLUMNS, List.of("note"))) {
      String to = row.required("to");
      if (!to.equals("USD")) {
        throw row.wrong("to", to, "USD");
      }
      row.required("source");
      Rate rate =
          new Rate(
              row.required("from"),
              rate(row),
              row.required("rate"),
              row.day("as_of"),
              row.required("basis"));
      Rate earlier = fresh.get(rate.currency());
      if (earlier == null || earlier.asOf().isBefore(rate.asOf())) {
        fresh.put(rate.currency(), rate);
      } else if (earlier.asOf().equals(rate.asOf())) {
        throw row.place().invalid("two rates of one currency and day", "Keep one.");
      }
    }
    toDollars.putAll(fresh);
  }

  Optional<Rate> of(String currency) {
    return Optional.ofNullable(toDollars.get(currency));
  }

  private static Ratio rate(CsvRow row) {
    String text = row.required("rate");
    try {
      Ratio rate = Ratio.parse(text);
      if (rate.signum() > 0) {
        return rate;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // answered below with what was expected
    }
    throw row.wrong("rate", text, "a positive number such as 1.08 or 205/189");
  }
}
