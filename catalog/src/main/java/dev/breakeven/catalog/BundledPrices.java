package dev.breakeven.catalog;

import dev.breakeven.catalog.format.ApiRow;
import dev.breakeven.catalog.format.ApiRowReader;
import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.ProviderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The API prices that ship, read on a thread of their own while the tables are read on the
/// caller's: two thirds of a cold start are these files.
final class BundledPrices {
  private static final List<String> COLUMNS = List.of("id", "name", "regions_known", "source");

  private final CompletableFuture<List<Seller>> sellers = new CompletableFuture<>();

  private BundledPrices() {}

  /// A provider, its name for people and its rows.
  record Seller(ProviderId provider, String name, List<ApiRow> rows) {}

  static BundledPrices start() {
    BundledPrices prices = new BundledPrices();
    Thread reader = new Thread(prices::complete, "catalog-prices");
    reader.setDaemon(true);
    reader.start();
    return prices;
  }

  /// All providers in file order; throws what reading threw.
  List<Seller> await() {
    return sellers.join();
  }

  private void complete() {
    try {
      sellers.complete(read());
    } catch (RuntimeException | Error e) {
      sellers.completeExceptionally(e);
    }
  }

  private static List<Seller> read() {
    List<Seller> sellers = new ArrayList<>();
    for (CsvRow row : Csv.read(BundledFiles.require("providers.csv"), COLUMNS, List.of())) {
      ProviderId provider = new ProviderId(row.required("id"));
      Optional<SourceText> file = BundledFiles.find("api/" + provider + ".jsonl");
      List<ApiRow> rows = file.isEmpty() ? List.of() : ApiRowReader.read(file.get());
      for (ApiRow price : rows) {
        if (!price.provider().equals(provider)) {
          throw price
              .place()
              .invalid("a row of " + price.provider(), "Move it to that provider's file.");
        }
      }
      sellers.add(new Seller(provider, row.required("name"), rows));
    }
    return sellers;
  }
}
