package dev.breakeven.catalog;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.catalog.check.GpuPriceCheck;
import dev.breakeven.catalog.check.GpuPriceRow;
import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// Whatever bytes a file holds, loading it works or says what is wrong; nothing else escapes.
///
/// In an ordinary build the seeds beside this class are replayed; `JAZZER_FUZZ=1` fuzzes.
@Tag("fuzz")
class CatalogFuzzTest {
  private static final Catalog CATALOG = Catalog.bundled();
  private static final LocalDate DAY = LocalDate.of(2026, 8, 21);

  @FuzzTest(maxDuration = "60s")
  void apiOverlay(byte[] bytes) {
    try {
      Catalog.only(List.of(SourceText.decode("o.jsonl", bytes)));
    } catch (BreakevenException expected) {
      expected.oneLine();
    }
  }

  @FuzzTest(maxDuration = "60s")
  void tableOverlay(byte[] bytes) {
    try {
      Catalog.only(List.of(SourceText.decode("o.csv", bytes)));
    } catch (BreakevenException expected) {
      expected.oneLine();
    }
  }

  @FuzzTest(maxDuration = "60s")
  void gpuPriceRows(byte[] bytes) {
    try {
      GpuPriceCheck.check(GpuPriceRow.read(SourceText.decode("g.csv", bytes)));
    } catch (BreakevenException expected) {
      expected.oneLine();
    }
  }

  /// All three foreign formats: the seeds hold one of each. What was read must load back.
  @FuzzTest(maxDuration = "60s")
  void foreignCatalog(byte[] bytes) {
    Import imported;
    try {
      imported = new Importer(CATALOG).read(SourceText.decode("prices.json", bytes), DAY);
    } catch (BreakevenException expected) {
      expected.oneLine();
      return;
    }
    Catalog.only(List.of(new SourceText("o.jsonl", imported.toJsonl())));
  }
}
