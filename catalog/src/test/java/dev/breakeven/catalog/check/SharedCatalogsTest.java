package dev.breakeven.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.check.Comparison.Cause;
import dev.breakeven.catalog.check.Finding.Rule;
import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.external.Problem;
import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.testkit.SharedData;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The importers and checks over whole catalogs of other projects, where a checkout has them.
class SharedCatalogsTest {
  private static final String GENAI = "prices/genai-prices-v2-data.json";
  private static final String MODELS_DEV = "prices/models-dev-merged.json";
  private static final String LITELLM = "prices/litellm-format-filtered-mirror.json";
  private static final String GPU_ROWS = "gpu-prices/skypilot-gpu-rows.csv";
  private static final Catalog CATALOG = Catalog.bundled();

  private static final Map<String, Rule> FLAGS =
      Map.of(
          "suspect_half_price", Rule.HALF_PRICE_REGION,
          "spot_above_on_demand", Rule.SPOT_ABOVE_ON_DEMAND,
          "spot_equals_on_demand", Rule.SPOT_EQUALS_ON_DEMAND,
          "spot_zero_placeholder", Rule.SPOT_ZERO,
          "spot_at_10pct_floor", Rule.SPOT_TENTH,
          "no_on_demand_price", Rule.NO_ON_DEMAND,
          "partial_price_add_host_and_accelerator", Rule.PARTIAL_PRICE);

  @Test
  void countsTheKnownTrapsOfModelsDev() {
    Import imported = read(MODELS_DEV);
    assertThat(imported.count(Problem.Rule.ZERO_PRICE)).isEqualTo(432);
    assertThat(imported.count(Problem.Rule.NO_PRICE)).isEqualTo(382);
    assertThat(imported.count(Problem.Rule.UNKNOWN_KEY)).isEqualTo(21);
    assertThat(CatalogCheck.imported(imported).of(Rule.CACHE_READ_ABOVE_INPUT))
        .extracting(Finding::subject)
        .containsExactly(
            "cloudflare-ai-gateway/openai/gpt-3.5-turbo", "novita-ai/xiaomimimo/mimo-v2-flash");
    assertThat(CatalogCheck.imported(imported).of(Rule.REGION_PREMIUM))
        .extracting(Finding::toString)
        .anyMatch(line -> line.contains("claude-opus-4-7: over the default: eu +10 %, jp +0 %"));
  }

  @Test
  void countsTheFloatArtefactsOfGenaiPrices() {
    assertThat(read(GENAI).count(Problem.Rule.ROUNDED)).isEqualTo(7);
  }

  @Test
  void everyImportLoadsBackAsAnOverlay() {
    for (String file : List.of(GENAI, MODELS_DEV, LITELLM)) {
      Import imported = read(file);
      Catalog catalog = Catalog.of(List.of(new SourceText("o.jsonl", imported.toJsonl())));
      Map<String, ApiOffer> loaded = new TreeMap<>();
      catalog
          .apiOffers()
          .forEach(offer -> loaded.put(offer.provider() + "/" + offer.model(), offer));
      assertThat(imported.offers())
          .allSatisfy(
              each -> {
                ApiOffer offer = each.offer();
                ApiOffer back = loaded.get(offer.provider() + "/" + offer.model());
                assertThat(back.prices()).isEqualTo(offer.prices());
                assertThat(back.vendor()).isEqualTo(offer.vendor());
              });
    }
  }

  @Test
  void catalogsDisagreeOnTheKnownModels() {
    List<NamedSource> sources =
        List.of(
            NamedSource.of("genai-prices", read(GENAI)),
            NamedSource.of("models.dev", read(MODELS_DEV)),
            NamedSource.of("litellm", read(LITELLM)));
    Comparison comparison =
        CatalogCheck.disagreements(sources, Instant.parse("2026-11-21T00:00:00Z"));
    System.out.printf(
        "%d models in two or three catalogs: %d agree, %d disagree%n",
        comparison.compared(), comparison.agree(), comparison.disagreements().size());
    comparison.report().findings().forEach(finding -> System.out.println("  " + finding));
    assertThat(comparison.compared()).isBetween(100, 160);
    assertThat(comparison.disagreements()).hasSizeBetween(12, 16);
    assertThat(comparison.disagreements())
        .filteredOn(each -> each.cause() == Cause.DATED_CHANGE)
        .extracting(Comparison.Disagreement::model)
        .containsExactly(
            "anthropic/claude-sonnet-5",
            "google/gemini-3.6-flash",
            "openai/gpt-5.6-luna",
            "openai/gpt-5.6-terra");
    assertThat(comparison.disagreements())
        .filteredOn(each -> each.cause() == Cause.IMAGE_OUTPUT)
        .filteredOn(each -> each.model().startsWith("google/"))
        .hasSize(3);
  }

  @Test
  void gpuFlagsEqualThoseOfTheFile() {
    SourceText text = SourceText.read(shared(GPU_ROWS));
    List<Set<Rule>> ours = GpuPriceCheck.flags(GpuPriceRow.read(text));
    List<CsvRow> rows = Csv.readKnown(text, List.of("flags"));
    Map<Rule, int[]> counts = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Set<Rule> theirs = new HashSet<>();
      for (String flag : rows.get(i).text("flags").split(";")) {
        Optional.ofNullable(FLAGS.get(flag)).ifPresent(theirs::add);
      }
      for (Rule rule : FLAGS.values()) {
        int[] count = counts.computeIfAbsent(rule, key -> new int[3]);
        count[0] += ours.get(i).contains(rule) ? 1 : 0;
        count[1] += theirs.contains(rule) ? 1 : 0;
        count[2] += ours.get(i).contains(rule) == theirs.contains(rule) ? 0 : 1;
      }
    }
    counts.forEach(
        (rule, count) ->
            System.out.printf(
                "%s: ours %d, file %d, different rows %d of %d%n",
                rule, count[0], count[1], count[2], rows.size()));
    assertThat(counts.values()).allSatisfy(count -> assertThat(count[2]).isZero());
  }

  private static Import read(String file) {
    return new Importer(CATALOG).read(SourceText.read(shared(file)), LocalDate.of(2026, 8, 21));
  }

  private static Path shared(String file) {
    Optional<Path> path = SharedData.file(file);
    assumeTrue(path.isPresent(), "no shared data file " + file);
    return path.orElseThrow();
  }
}
