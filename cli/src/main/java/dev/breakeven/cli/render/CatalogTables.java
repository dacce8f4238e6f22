package dev.breakeven.cli.render;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.wire.report.CatalogDocument;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is on offer, one line an entry, a table a kind; kinds without an entry are left away.
public final class CatalogTables {
  private CatalogTables() {}

  /// Prices are those of a short standard call at `at`, before a discount.
  public static void print(CatalogDocument.Entries entries, Instant at, PrintWriter out) {
    if (!entries.apis().isEmpty()) {
      TextTable table = new TextTable("hosted model, USD/M", ">in", ">out", "as of", "source");
      entries.apis().forEach(offer -> row(table, offer, at));
      print(table, out);
    }
    if (!entries.models().isEmpty()) {
      TextTable table =
          new TextTable(
              "open model", ">params", ">active", "attention", ">KV B/tok", "as of", "source");
      entries.models().forEach(model -> row(table, model));
      print(table, out);
    }
    if (!entries.gpus().isEmpty()) {
      TextTable table = new TextTable("GPU", ">memory", ">bandwidth", ">bf16", "as of", "source");
      entries.gpus().forEach(gpu -> row(table, gpu));
      print(table, out);
    }
    gpuOffers(entries.gpuOffers()).forEach((gpu, table) -> print(table, out));
    if (!entries.unusable().isEmpty()) {
      TextTable table = new TextTable("cannot be used", "because");
      entries.unusable().forEach(row -> table.row(row.id(), row.reason()));
      print(table, out);
    }
    counts(entries, out);
  }

  private static void print(TextTable table, PrintWriter out) {
    table.lines().forEach(out::println);
    out.println();
  }

  private static void counts(CatalogDocument.Entries entries, PrintWriter out) {
    out.printf(
        "%,d hosted models, %,d open models, %,d GPUs, %,d GPU offers (catalog show ID: all of one)%n",
        entries.apis().size(),
        entries.models().size(),
        entries.gpus().size(),
        entries.gpuOffers().size());
  }

  private static void row(TextTable table, ApiOffer offer, Instant at) {
    Optional<RateCard> rates = base(offer, at);
    String mine = offer.discount().equals(Multiplier.ONE) ? "" : "your × " + offer.discount();
    table.row(
        offer.id(),
        rate(rates, TokenClass.INPUT),
        rate(rates, TokenClass.OUTPUT),
        offer.source().asOf().toString(),
        mine.isEmpty() ? offer.source().text() : mine + "; " + offer.source().text());
  }

  private static Optional<RateCard> base(ApiOffer offer, Instant at) {
    return switch (Tariff.of(offer, at, ServiceClass.STANDARD, "")) {
      case Tariff.Lookup.Found(Tariff tariff) ->
          Optional.of(tariff.rates(new Usage(0, 0, 0, 0, 0, 0)));
      case Tariff.Lookup.Missing _ -> Optional.empty();
    };
  }

  private static String rate(Optional<RateCard> rates, TokenClass tokenClass) {
    return rates.flatMap(card -> card.rate(tokenClass)).map(Object::toString).orElse("unknown");
  }

  private static void row(TextTable table, ModelCard model) {
    table.row(
        model.id().text(),
        Amounts.tokens(Tokens.of(model.totalParameters())),
        Amounts.tokens(Tokens.of(model.activeParameters())),
        model.attention().toString().toLowerCase(Locale.ROOT),
        model.kvBytesPerToken().isPresent()
            ? "%,d".formatted(model.kvBytesPerToken().getAsLong())
            : "unknown",
        model.source().asOf().toString(),
        model.source().text());
  }

  private static void row(TextTable table, GpuSpec gpu) {
    table.row(
        gpu.id().text(),
        gigabytes(gpu.memoryBytes()) + " GB",
        gigabytes(gpu.bandwidthBytesPerSecond()) + " GB/s",
        "%,.0f TFLOP/s".formatted(gpu.bf16Flops() / 1e12),
        gpu.source().asOf().toString(),
        gpu.source().text());
  }

  static String gigabytes(double bytes) {
    BigDecimal value = BigDecimal.valueOf(bytes).movePointLeft(9);
    return value.setScale(1, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
  }

  /// A table a GPU, whose name is the heading of the ids.
  private static Map<String, TextTable> gpuOffers(List<GpuOffer> offers) {
    Map<String, TextTable> tables = new TreeMap<>();
    for (GpuOffer offer : offers) {
      tables
          .computeIfAbsent(
              offer.gpu().text(),
              gpu ->
                  new TextTable(gpu + " offer", ">GPUs", ">listed", "as of", "available", "source"))
          .row(
              offer.id(),
              String.valueOf(offer.gpuCount()),
              offer.listed(),
              offer.source().asOf().toString(),
              offer.availability(),
              offer.source().text());
    }
    return tables;
  }
}
