package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.ledger.TenantTariff;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.TokenRate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads what a tenant pays: CSV of `model` and US dollars per million tokens of each class.
///
/// A blank rate is unknown, but reasoning is then charged as output; the model `*` is any other.
public final class TariffFile {
  private static final String MODEL = "model";

  private TariffFile() {}

  /// Throws `CATALOG_INVALID`, naming the line, for what is no such table.
  public static TenantTariff read(SourceText source) {
    List<String> optional = Stream.of(TokenClass.values()).map(TokenClass::key).toList();
    Map<String, RateCard> rates = new LinkedHashMap<>();
    for (CsvRow row : Csv.read(source, List.of(MODEL), optional)) {
      Map<TokenClass, TokenRate> card = new EnumMap<>(TokenClass.class);
      for (TokenClass tokenClass : TokenClass.values()) {
        if (row.has(tokenClass.key())) {
          card.put(tokenClass, rate(row, tokenClass.key()));
        }
      }
      if (rates.put(row.required(MODEL), new RateCard(card)) != null) {
        throw row.wrong(MODEL, row.text(MODEL), "each model once");
      }
    }
    return new TenantTariff(rates);
  }

  private static TokenRate rate(CsvRow row, String column) {
    try {
      return TokenRate.perMillion(row.text(column));
    } catch (NumberFormatException e) {
      throw row.wrong(column, row.text(column), "USD per million tokens, such as 0.075");
    }
  }
}
