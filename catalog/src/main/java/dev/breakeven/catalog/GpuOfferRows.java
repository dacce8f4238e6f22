package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.Numerals;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.GpuId;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Reads `gpu-offers.csv` and turns its prices into dollars an hour.
final class GpuOfferRows {
  static final List<String> COLUMNS =
      List.of(
          "id",
          "provider",
          "instance",
          "gpu",
          "gpu_count",
          "vcpus",
          "memory_gib",
          "region",
          "term",
          "currency",
          "price",
          "per",
          "setup_fee",
          "availability",
          "interruption_rate",
          "basis",
          "source",
          "as_of",
          "note");

  private static final BigDecimal DEAREST = BigDecimal.valueOf(100_000_000);

  private GpuOfferRows() {}

  /// A row before conversion: exchange rates may still be replaced by a later overlay.
  record Pending(CsvRow row, Source source) {}

  static void read(SourceText source, Origin origin, Shelf shelf) {
    for (CsvRow row : Csv.read(source, COLUMNS, List.of())) {
      shelf.put(row.required("id"), new Pending(row, origin.source(row)), row.place());
    }
  }

  /// The offer, or empty when its currency has no exchange rate.
  static Optional<GpuOffer> convert(Pending pending, ExchangeRates rates) {
    CsvRow row = pending.row();
    String currency = row.required("currency");
    boolean dollars = currency.equals("USD");
    Optional<ExchangeRates.Rate> rate = dollars ? Optional.empty() : rates.of(currency);
    if (!dollars && rate.isEmpty()) {
      return Optional.empty();
    }
    try {
      Rent rent = rent(row, price(row), rate);
      if (rent.hourly().nanos() == 0) {
        throw row.wrong("price", row.text("price"), "at least a billionth of a dollar an hour");
      }
      String conversion = rate.isEmpty() ? "" : rate.get().describe();
      return Optional.of(offer(row, pending.source(), rent, conversion));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw row.place().invalid(String.valueOf(e.getMessage()), "Correct the row.");
    }
  }

  private record Rent(UsdPerHour hourly, Optional<Usd> monthly, Optional<Usd> fee) {}

  private static Rent rent(CsvRow row, BigDecimal price, Optional<ExchangeRates.Rate> rate) {
    boolean monthly = row.yes("per", "month", "hour");
    Optional<Usd> fee = fee(row, rate);
    if (rate.isEmpty() && !monthly && price.scale() <= 9) {
      return new Rent(
          new UsdPerHour(price.movePointRight(9).longValueExact()), Optional.empty(), fee);
    }
    Ratio listed = Ratio.of(price);
    Ratio dollars = rate.isEmpty() ? listed : listed.times(rate.get().dollars());
    return monthly
        ? new Rent(
            UsdPerHour.rounded(dollars.dividedBy(Hours.MONTH.value())),
            Optional.of(Usd.rounded(dollars)),
            fee)
        : new Rent(UsdPerHour.rounded(dollars), Optional.empty(), fee);
  }

  private static Optional<Usd> fee(CsvRow row, Optional<ExchangeRates.Rate> rate) {
    if (!row.has("setup_fee")) {
      return Optional.empty();
    }
    Ratio listed = Ratio.of(amount(row, "setup_fee"));
    return Optional.of(Usd.rounded(rate.isEmpty() ? listed : listed.times(rate.get().dollars())));
  }

  private static GpuOffer offer(CsvRow row, Source source, Rent rent, String conversion) {
    return new GpuOffer(
        row.required("id"),
        new ProviderId(row.required("provider")),
        row.required("instance"),
        new GpuId(row.required("gpu")),
        row.count("gpu_count"),
        row.text("region"),
        term(row),
        rent.hourly(),
        rent.monthly(),
        row.required("currency") + " " + row.required("price") + "/" + row.required("per"),
        row.has("availability") ? row.text("availability") : "unknown",
        interruption(row),
        basis(row),
        source,
        note(row, conversion),
        rent.fee().map(fee -> new GpuOffer.Upfront(fee, 0)));
  }

  private static BigDecimal price(CsvRow row) {
    return amount(row, "price");
  }

  private static BigDecimal amount(CsvRow row, String column) {
    String text = row.required(column);
    try {
      BigDecimal price = Numerals.decimal(text);
      if (price.signum() > 0 && price.compareTo(DEAREST) <= 0) {
        return price;
      }
    } catch (NumberFormatException e) {
      // answered below with what was expected
    }
    throw row.wrong(column, text, "more than zero, at most 100 million");
  }

  private static Term term(CsvRow row) {
    String text = row.required("term");
    Optional<Term> term = Term.ofKey(text);
    if (term.isEmpty()) {
      throw row.wrong("term", text, "on-demand, spot, reserved-1y, reserved-3y, monthly or owned");
    }
    return term.get();
  }

  private static String basis(CsvRow row) {
    String text = row.required("basis");
    if (List.of("list", "aggregator", "user-stated").contains(text)) {
      return text;
    }
    throw row.wrong("basis", text, "list, aggregator or user-stated");
  }

  private static Optional<Ratio> interruption(CsvRow row) {
    if (!row.has("interruption_rate")) {
      return Optional.empty();
    }
    String text = row.text("interruption_rate");
    try {
      Ratio rate = Ratio.parse(text);
      if (rate.signum() >= 0 && rate.compareTo(Ratio.ONE) <= 0) {
        return Optional.of(rate);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // answered below with what was expected
    }
    throw row.wrong("interruption_rate", text, "a share from 0 to 1");
  }

  private static String note(CsvRow row, String conversion) {
    StringBuilder note = new StringBuilder(row.text("note"));
    if (row.has("setup_fee")) {
      join(
          note,
          "set-up fee " + row.text("currency") + " " + row.text("setup_fee") + ", not in the rent");
    }
    join(note, conversion);
    return note.toString();
  }

  private static void join(StringBuilder note, String more) {
    if (!more.isEmpty()) {
      note.append(note.isEmpty() ? "" : "; ").append(more);
    }
  }
}
