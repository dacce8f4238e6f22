package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.GpuId;
import dev.breakeven.core.offer.GpuSpec;
import java.util.List;

/// Reads `gpus.csv`.
final class GpuRows {
  static final List<String> COLUMNS =
      List.of(
          "id",
          "name",
          "vendor",
          "memory_bytes",
          "bandwidth_bytes_per_second",
          "bf16_flops",
          "fp8_flops",
          "int8_ops",
          "fp4_flops",
          "link_bytes_per_second",
          "pcie_bytes_per_second",
          "tdp_watts",
          "verified",
          "source",
          "as_of");

  private GpuRows() {}

  static void read(SourceText source, Origin origin, Shelf shelf) {
    for (CsvRow row : Csv.read(source, COLUMNS, List.of("note"))) {
      try {
        shelf.put(spec(row, origin), row.place());
      } catch (IllegalArgumentException e) {
        throw row.place().invalid(String.valueOf(e.getMessage()), "Correct the row.");
      }
    }
  }

  private static GpuSpec spec(CsvRow row, Origin origin) {
    return new GpuSpec(
        new GpuId(row.required("id")),
        row.required("vendor"),
        positive(row, "memory_bytes"),
        positive(row, "bandwidth_bytes_per_second"),
        positive(row, "bf16_flops"),
        row.optionalQuantity("fp8_flops"),
        row.optionalQuantity("int8_ops"),
        row.optionalQuantity("fp4_flops"),
        row.optionalQuantity("link_bytes_per_second"),
        positive(row, "pcie_bytes_per_second"),
        row.optionalWhole("tdp_watts"),
        row.required("verified"),
        origin.source(row));
  }

  private static long positive(CsvRow row, String column) {
    long value = row.whole(column);
    if (value == 0) {
      throw row.wrong(column, "0", "positive");
    }
    return value;
  }
}
