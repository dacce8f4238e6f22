package dev.breakeven.catalog.check;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.Numerals;
import dev.breakeven.catalog.format.Place;
import dev.breakeven.catalog.format.SourceText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A row of a GPU price list in the manner of SkyPilot: the price of a whole instance by the hour.
///
/// Read by column name; other columns than these are not looked at.
public record GpuPriceRow(
    Place place,
    String provider,
    String instance,
    String accelerator,
    int gpuCount,
    String region,
    String zone,
    Optional<BigDecimal> onDemand,
    Optional<BigDecimal> spot) {
  private static final List<String> COLUMNS =
      List.of(
          "provider",
          "instance_type",
          "accelerator",
          "gpu_count",
          "region",
          "zone",
          "price_usd_hour",
          "spot_usd_hour");

  public static List<GpuPriceRow> read(SourceText source) {
    List<GpuPriceRow> rows = new ArrayList<>();
    for (CsvRow row : Csv.readKnown(source, COLUMNS)) {
      rows.add(
          new GpuPriceRow(
              row.place(),
              row.required("provider"),
              row.text("instance_type"),
              row.text("accelerator"),
              row.countOr("gpu_count", 0),
              row.text("region"),
              row.text("zone"),
              price(row, "price_usd_hour"),
              price(row, "spot_usd_hour")));
    }
    return rows;
  }

  /// A host without its GPUs, or GPUs without their host: the two prices must be added.
  boolean isPartial() {
    return instance.isEmpty() || accelerator.isEmpty() || gpuCount == 0;
  }

  /// `aws p5.48xlarge H100x8 us-east-1`.
  String subject() {
    String what = accelerator.isEmpty() ? "host" : accelerator + "x" + gpuCount;
    String full = String.join(" ", provider, instance, what, zone.isEmpty() ? region : zone);
    return full.replace("  ", " ").strip();
  }

  private static Optional<BigDecimal> price(CsvRow row, String column) {
    if (!row.has(column)) {
      return Optional.empty();
    }
    try {
      BigDecimal price = Numerals.decimal(row.text(column));
      if (price.signum() >= 0) {
        return Optional.of(price);
      }
    } catch (NumberFormatException e) {
      // answered below with what was expected
    }
    throw row.wrong(column, row.text(column), "dollars an hour, not negative");
  }
}
