package dev.breakeven.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.catalog.check.CatalogCheck;
import dev.breakeven.catalog.check.Finding;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.PromptCache;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The files that ship, through the same loader as everything else.
class CatalogTest {
  private static final Catalog CATALOG = Catalog.bundled();

  @Test
  void holdsOffersModelsAndGpusInOrder() {
    assertThat(CATALOG.apiOffers()).hasSizeGreaterThan(900);
    assertThat(CATALOG.apiOffers()).extracting(ApiOffer::id).isSorted().doesNotHaveDuplicates();
    assertThat(CATALOG.gpuOffers()).extracting(GpuOffer::id).isSorted().hasSizeGreaterThan(200);
    assertThat(CATALOG.models()).extracting(ModelCard::id).isSorted().hasSizeGreaterThan(40);
    assertThat(CATALOG.gpus()).hasSizeGreaterThan(20);
    assertThat(CATALOG.asOf()).isAfterOrEqualTo(LocalDate.of(2026, 8, 21));
  }

  @Test
  void everyPriceFileBelongsToANamedProvider() throws Exception {
    URI folder = Objects.requireNonNull(Catalog.class.getResource("data/api"), "data/api").toURI();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".jsonl", "")))
          .allSatisfy(
              provider ->
                  assertThat(CATALOG.apiOffers())
                      .anyMatch(offer -> offer.provider().text().equals(provider)));
    }
  }

  @Test
  void everyPriceCanBeQuotedOnTheDayItWasRead() {
    for (ApiOffer offer : CATALOG.apiOffers()) {
      Instant at = offer.source().asOf().atStartOfDay().toInstant(java.time.ZoneOffset.UTC);
      boolean standard =
          offer.prices().stream()
              .anyMatch(row -> row.service() == ServiceClass.STANDARD && row.region().isEmpty());
      if (standard) {
        assertThat(Tariff.quote(offer, Usage.of(1_000, 100), at, ServiceClass.STANDARD, ""))
            .as(offer.id())
            .isInstanceOf(Quote.Priced.class);
      }
    }
  }

  @Test
  void hasNoErrorsOfItsOwn() {
    assertThat(CatalogCheck.own(CATALOG, CATALOG.asOf()).findings())
        .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
        .isEmpty();
  }

  @Test
  void unusableRowsSayWhy() {
    assertThat(CATALOG.unusable())
        .allSatisfy(
            row -> {
              assertThat(row.reason()).isNotBlank();
              assertThat(row.where()).contains(".csv:");
            });
  }

  @Test
  void aBareNameIsTheMakersOwnEndpoint() {
    assertThat(id("gpt-4o")).contains("gpt-4o");
    assertThat(id("GPT-4o ")).contains("gpt-4o");
    assertThat(id("openai/gpt-4o")).contains("gpt-4o");
    assertThat(id("llama-3.3-70b")).isEmpty();
    assertThat(id("groq/llama-3.3-70b")).contains("groq/llama-3.3-70b");
    assertThat(id("glm-4.6")).contains("glm-4.6");
    assertThat(CATALOG.findApi("glm-4.6").orElseThrow().provider()).hasToString("zai");
  }

  @Test
  void otherSpellingsComeThroughTheTable() {
    assertThat(id("claude-opus-4-7")).contains("claude-opus-4.7");
    assertThat(id("claude-haiku-4-5-20251001")).contains("claude-haiku-4.5");
    assertThat(id("gpt-4o-2024-11-20")).contains("gpt-4o");
    assertThat(id("amazon-bedrock/claude-opus-4-7")).contains("bedrock/claude-opus-4.7");
    assertThat(id("together/meta-llama/Llama-3.3-70B-Instruct-Turbo"))
        .contains("together/llama-3.3-70b");
    assertThat(CATALOG.findModel("meta-llama/Llama-3.3-70B-Instruct").orElseThrow().id())
        .hasToString("llama-3.3-70b");
    assertThat(CATALOG.findGpu("H100").orElseThrow().id()).hasToString("h100-sxm");
  }

  @Test
  void onlyATrailingDateIsStripped() {
    assertThat(Aliases.undated("m-20251101")).isEqualTo("m");
    assertThat(Aliases.undated("m-2025-11-01")).isEqualTo("m");
    for (String name : List.of("m-2025", "m-2025110", "-20251101", "m-2025-1101", "m20251101")) {
      assertThat(Aliases.undated(name)).isEqualTo(name);
    }
    assertThat(id("gpt-4o-latest-but-not-really")).isEmpty();
  }

  @Test
  void similarNamesAreOfferedNearestFirst() {
    assertThat(CATALOG.similar("gpt4o").getFirst()).endsWith("gpt-4o");
    assertThat(CATALOG.similar("llama-3.3-70b").subList(0, 5))
        .allMatch(x -> x.endsWith("llama-3.3-70b"));
    assertThat(CATALOG.similar("h100")).contains("h100-sxm");
    assertThat(CATALOG.similar("claude-opus-4.9").getFirst()).startsWith("claude-opus-4");
    assertThat(CATALOG.similar("zzzzzzzzzzzz")).isEmpty();
    assertThat(CATALOG.similar("")).isEmpty();
    assertThat(CATALOG.similar("x".repeat(100_000))).isEmpty();
  }

  @Test
  void theEuroOfferKeepsWhatWasListed() {
    GpuOffer hetzner = CATALOG.findGpuOffer("hetzner-gex131-monthly").orElseThrow();
    assertThat(hetzner.listed()).isEqualTo("EUR 1497/month");
    assertThat(hetzner.note()).contains("205/189 USD per EUR as of 2026-11-21 (user-stated)");
    assertThat(hetzner.monthly().orElseThrow()).hasToString("1623.73015873");
  }

  @Test
  void quotesTheLongContextCliff() throws IOException {
    ApiOffer offer = CATALOG.findApi("gpt-5.5").orElseThrow();
    Instant at = Instant.parse("2026-08-21T00:00:00Z");
    assertThat(usd(offer, Usage.of(272_000, 1_000), at)).contains("1.39");
    assertThat(usd(offer, Usage.of(272_001, 1_000), at)).contains("2.76501");
  }

  private static Optional<String> usd(ApiOffer offer, Usage usage, Instant at) {
    Quote quote = Tariff.quote(offer, usage, at, ServiceClass.STANDARD, "");
    return quote instanceof Quote.Priced priced
        ? Optional.of(priced.usd().toString())
        : Optional.empty();
  }

  private static Optional<String> id(String name) {
    return CATALOG.findApi(name).map(ApiOffer::id);
  }

  @Test
  void knowsThePromptCachesThatASourceDescribes() {
    assertThat(cache("gpt-4o"))
        .isEqualTo(new PromptCache(Optional.of(1024L), Optional.of(Duration.ofHours(24))));
    assertThat(cache("claude-opus-4.6"))
        .isEqualTo(new PromptCache(Optional.of(4096L), Optional.empty()));
    assertThat(cache("claude-opus-4.7")).isEqualTo(PromptCache.UNKNOWN);
    assertThat(cache("deepseek-v4-pro")).isEqualTo(PromptCache.UNKNOWN);
  }

  private static PromptCache cache(String model) {
    return CATALOG.promptCache(CATALOG.findApi(model).orElseThrow());
  }

  @Test
  void everyPromptCacheIsThatOfAnOffer() {
    Map<String, PromptCache> caches = new TreeMap<>();
    PromptCacheRows.read(BundledFiles.require("prompt-caches.csv"), caches);
    assertThat(caches).isNotEmpty();
    assertThat(caches.keySet())
        .allSatisfy(
            key ->
                assertThat(CATALOG.apiOffers())
                    .anyMatch(offer -> (offer.provider() + "/" + offer.model()).startsWith(key)));
  }
}
