package dev.breakeven.catalog.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImporterTest {
  private static final Catalog CATALOG = Catalog.bundled();
  private static final LocalDate DAY = LocalDate.of(2026, 8, 21);

  @Test
  void genaiPricesTiersAreCliffsAboveTheirStart() {
    ApiOffer offer =
        only(
            genai(
                """
                {"input_mtok":{"base":2,"tiers":[{"start":200000,"price":4}]},\
                "cache_read_mtok":0.2,"output_mtok":{"base":12,"tiers":[{"start":200000,"price":18}]},\
                "web_searches_kcount":10}"""));
    assertThat(offer.prices()).hasSize(2);
    PriceRow cliff = offer.prices().getLast();
    assertThat(cliff.aboveInput()).isEqualTo(200_000);
    assertThat(cliff.rates()).hasToString("input 4 cache_read 0.2 output 18 reasoning 18");
    assertThat(usd(offer, Usage.of(200_000, 1_000), "2026-08-21T00:00:00Z")).isEqualTo("0.412");
    assertThat(usd(offer, Usage.of(200_001, 1_000), "2026-08-21T00:00:00Z")).isEqualTo("0.818004");
  }

  @Test
  void genaiPricesStartDatesEndTheRowBefore() {
    ApiOffer offer =
        only(
            genai(
                """
                [{"prices":{"input_mtok":1,"output_mtok":6}},\
                {"constraint":{"start_date":"2026-07-30"},"prices":{"input_mtok":0.2,"output_mtok":1.2}},\
                {"constraint":{"start_date":"2026-12-01"},"prices":{"input_mtok":3,"output_mtok":3}}]"""));
    assertThat(usd(offer, Usage.of(1_000_000, 0), "2026-07-29T23:59:59Z")).isEqualTo("1.00");
    assertThat(usd(offer, Usage.of(1_000_000, 0), "2026-07-30T00:00:00Z")).isEqualTo("0.20");
    assertThat(usd(offer, Usage.of(1_000_000, 0), "2026-12-01T00:00:00Z")).isEqualTo("3.00");
  }

  @Test
  void genaiPricesTimeOfDayGoesBeforeTheWholeDay() {
    ApiOffer offer =
        only(
            genai(
                """
                [{"prices":{"input_mtok":0.135,"output_mtok":0.55}},\
                {"constraint":{"start_time":"00:30:00Z","end_time":"16:30:00Z"},\
                "prices":{"input_mtok":0.27,"output_mtok":1.1}}]"""));
    assertThat(usd(offer, Usage.of(1_000_000, 0), "2026-08-21T00:29:59Z")).isEqualTo("0.135");
    assertThat(usd(offer, Usage.of(1_000_000, 0), "2026-08-21T00:30:00Z")).isEqualTo("0.27");
    assertThat(usd(offer, Usage.of(1_000_000, 0), "2026-08-21T16:30:00Z")).isEqualTo("0.135");
  }

  @Test
  void genaiPricesUnreadableConditionsAreLeftOutAndCounted() {
    Import imported =
        read(
            genai(
                """
                [{"prices":{"input_mtok":1,"output_mtok":6}},\
                {"constraint":{"moon":"full"},"prices":{"input_mtok":0.2}},\
                {"constraint":{"start_date":"soon"},"prices":{"input_mtok":0.2}}]"""));
    assertThat(imported.count(Rule.CONDITION)).isEqualTo(2);
    assertThat(imported.offers().getFirst().offer().prices()).hasSize(1);
  }

  @Test
  void liteLlmSuffixesBecomeServiceClassesAndCliffs() {
    ApiOffer offer =
        only(
            """
            {"sample_spec":{"input_cost_per_token":0},"gpt-x":{"litellm_provider":"openai",\
            "input_cost_per_token":5e-06,"output_cost_per_token":3e-05,\
            "cache_read_input_token_cost":5e-07,\
            "cache_creation_input_token_cost":6.25e-06,\
            "cache_creation_input_token_cost_above_1hr":1e-05,\
            "cache_creation_input_token_cost_above_1hr_above_200k_tokens":2e-05,\
            "input_cost_per_token_above_200k_tokens":1e-05,\
            "output_cost_per_token_above_200k_tokens":4.5e-05,\
            "input_cost_per_token_batches":2.5e-06,"output_cost_per_token_batches":1.5e-05,\
            "input_cost_per_token_above_200k_tokens_priority":2e-05,\
            "input_cost_per_token_priority":1e-05,"output_cost_per_token_priority":6e-05,\
            "max_input_tokens":1050000,"max_output_tokens":128000,"mode":"chat"}}""");
    assertThat(offer.context().orElseThrow()).hasToString("1050000");
    assertThat(offer.prices())
        .extracting(row -> row.service().key() + " " + row.aboveInput() + ": " + row.rates())
        .containsExactly(
            "standard 0: input 5 cache_read 0.5 cache_write_5m 6.25 cache_write_1h 10 output 30"
                + " reasoning 30",
            "standard 200000: input 10 cache_read 0.5 cache_write_5m 6.25 cache_write_1h 20"
                + " output 45 reasoning 45",
            "batch 0: input 2.5 output 15 reasoning 15",
            "priority 0: input 10 output 60 reasoning 60",
            "priority 200000: input 20 output 60 reasoning 60");
  }

  @Test
  void reasoningAtTheOutputPriceFollowsItUpTheCliff() {
    ApiOffer offer =
        only(
            """
            {"m":{"litellm_provider":"gemini","input_cost_per_token":1e-06,\
            "output_cost_per_token":1e-05,"output_cost_per_reasoning_token":1e-05,\
            "output_cost_per_token_above_200k_tokens":1.5e-05}}""");
    assertThat(offer.prices().getLast().rates()).hasToString("input 1 output 15 reasoning 15");
  }

  @Test
  void liteLlmUnknownKeysAndOtherChargesAreCounted() {
    Import imported =
        read(
            """
            {"m":{"litellm_provider":"openai","input_cost_per_token":1e-06,\
            "output_cost_per_token":1e-05,"input_cost_per_token_sideways":1,\
            "input_cost_per_token_above_xk_tokens":1,"input_cost_per_audio_token":1,\
            "search_context_cost_per_query":{"a":1},"cost_of_living":2}}""");
    assertThat(imported.count(Rule.UNKNOWN_KEY)).isEqualTo(3);
    assertThat(imported.count(Rule.OTHER_CHARGE)).isEqualTo(2);
  }

  @Test
  void modelsDevTiersOldAndNew() {
    String tiers =
        """
        {"host":{"models":{"m":{"open_weights":true,"limit":{"context":400000,"output":8192},\
        "experimental":{"modes":{"fast":{"cost":{"input":9}}}},\
        "cost":{"input":0.3,"output":1.2,"cache_write":0,"cached_input":0.1,"image":2,\
        "tiers":[{"tier":{"size":128000,"type":"context"},"input":0.6,"output":2.4}],\
        "context_over_200k":{"input":0.9,"output":3.6}}}}}}""";
    Import imported = read(tiers);
    ApiOffer offer = imported.offers().getFirst().offer();
    assertThat(offer.openWeights()).isTrue();
    assertThat(offer.prices())
        .extracting(row -> row.aboveInput() + ": " + row.rates())
        .containsExactly(
            "0: input 0.3 output 1.2 reasoning 1.2",
            "128000: input 0.6 output 2.4 reasoning 2.4",
            "200000: input 0.9 output 3.6 reasoning 3.6");
    assertThat(imported.count(Rule.MODE)).isEqualTo(1);
    assertThat(imported.count(Rule.UNKNOWN_KEY)).isEqualTo(1);
    assertThat(imported.count(Rule.OTHER_CHARGE)).isEqualTo(1);
    assertThat(imported.count(Rule.ZERO_RATE)).isEqualTo(1);
  }

  @Test
  void zeroAndMissingAndAbsurdPricesAreRefusedAndCounted() {
    Import imported =
        read(
            """
            {"h":{"models":{"free":{"cost":{"input":0,"output":0}},"none":{},\
            "negative":{"cost":{"input":-1,"output":2}},\
            "absurd":{"cost":{"input":1e999999999,"output":2}},\
            "text":{"cost":{"input":"1","output":2}},\
            "artefact":{"cost":{"input":0.18000000000000002,"output":2}}}}}""");
    assertThat(imported.count(Rule.ZERO_PRICE)).isEqualTo(1);
    assertThat(imported.count(Rule.NO_PRICE)).isEqualTo(1);
    assertThat(imported.count(Rule.BAD_NUMBER)).isEqualTo(3);
    assertThat(imported.count(Rule.ROUNDED)).isEqualTo(1);
    assertThat(imported.problems())
        .anyMatch(problem -> problem.toString().contains("0.18000000000000002"));
    ApiOffer artefact = imported.offers().getLast().offer();
    assertThat(artefact.prices().getFirst().rates()).hasToString("input 0.18 output 2 reasoning 2");
  }

  @Test
  void namesComeFromTheTableAndOneModelHasOneMaker() {
    Import imported =
        read(
            """
            {"anthropic":{"models":{"claude-opus-4-7":{"cost":{"input":5,"output":25}},\
            "claude-opus-4-7-20260416":{"cost":{"input":6,"output":26}}}},\
            "google-vertex-anthropic":{"models":{"claude-opus-4-7@default":{"cost":{"input":5,"output":25}}}},\
            "togetherai":{"models":{"meta-llama/Llama-3.3-70B-Instruct-Turbo":{"cost":{"input":1,"output":1}}}}}""");
    assertThat(imported.offers())
        .extracting(offer -> offer.offer().id() + " " + offer.offer().vendor())
        .contains("claude-opus-4.7 true", "vertex/claude-opus-4.7 false")
        .contains("together/llama-3.3-70b false");
    assertThat(imported.offers()).hasSize(4);
    assertThat(imported.offers().getLast().model())
        .isEqualTo("meta-llama/Llama-3.3-70B-Instruct-Turbo");
  }

  @Test
  void otherFilesAreRefused() {
    for (String text : new String[] {"{}", "[]", "1", "{\"a\":{\"b\":1}}", "[[]]", "null"}) {
      assertThatThrownBy(() -> read(text))
          .as(text)
          .isInstanceOfSatisfying(
              BreakevenException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FORMAT_UNKNOWN));
    }
    assertThatThrownBy(() -> read(" \n"))
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_EMPTY));
    for (String text : new String[] {"{", "{}{}", "[".repeat(100_000), "{\"a\":1,\"a\":2}"}) {
      assertThatThrownBy(() -> read(text))
          .isInstanceOfSatisfying(
              BreakevenException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_INVALID));
    }
  }

  @Test
  void theOverlayOfAnImportLoadsBack() {
    Import imported = read(genai("{\"input_mtok\":1,\"output_mtok\":2}"));
    Catalog catalog = Catalog.of(List.of(new SourceText("o.jsonl", imported.toJsonl())));
    ApiOffer offer = catalog.findApi("gpt-4o").orElseThrow();
    assertThat(offer.prices()).isEqualTo(imported.offers().getFirst().offer().prices());
    assertThat(offer.source())
        .hasToString("o.jsonl:1 (genai-prices, prices.json), as of 2026-08-21");
  }

  private static String genai(String prices) {
    return "[{\"id\":\"openai\",\"models\":[{\"id\":\"gpt-4o\",\"match\":{\"equals\":\"gpt-4o\"},"
        + "\"context_window\":128000,\"prices\":"
        + prices
        + "}]}]";
  }

  private static ApiOffer only(String text) {
    return read(text).offers().getFirst().offer();
  }

  private static Import read(String text) {
    return new Importer(CATALOG).read(new SourceText("prices.json", text), DAY);
  }

  private static String usd(ApiOffer offer, Usage usage, String at) {
    Quote quote = Tariff.quote(offer, usage, Instant.parse(at), ServiceClass.STANDARD, "");
    return quote instanceof Quote.Priced priced ? priced.usd().toString() : quote.toString();
  }
}
