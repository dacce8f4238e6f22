package dev.breakeven.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.catalog.format.ApiRowWriter;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.testkit.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
  private static final String GPU_HEADER = String.join(",", GpuOfferRows.COLUMNS) + "\n";

  @Test
  void aRowReplacesTheBuiltInOneAndIsItsOwnSource() {
    Catalog catalog =
        jsonl(
            """
            {"provider":"openai","discount":"0.1"}
            {"provider":"openai","model":"gpt-4o","as_of":"2026-11-01","source":"our contract",\
            "prices":[{"input":"2","output":"8"}]}
            """);
    ApiOffer offer = catalog.findApi("gpt-4o").orElseThrow();
    assertThat(offer.vendor()).isTrue();
    assertThat(offer.source()).hasToString("o.jsonl:2 (our contract), as of 2026-11-01");
    assertThat(offer.context())
        .isEqualTo(Catalog.bundled().findApi("gpt-4o").orElseThrow().context());
    assertThat(price(offer)).isEqualTo("9.00");
  }

  @Test
  void aDiscountOnAModelGoesBeforeOneOnItsProvider() {
    Catalog catalog =
        jsonl(
            """
            {"provider":"openai","model":"gpt-4o","discount":"0.5"}
            {"provider":"openai","discount":"0.1"}
            """);
    assertThat(catalog.findApi("gpt-4o").orElseThrow().discount()).hasToString("0.5");
    assertThat(catalog.findApi("gpt-4o-mini").orElseThrow().discount()).hasToString("0.9");
    assertThat(catalog.findApi("gpt-4o").orElseThrow().note()).endsWith("discount 0.5 (o.jsonl:1)");
    assertThat(catalog.findApi("azure/gpt-4o").orElseThrow().discount()).hasToString("1");
  }

  @Test
  void disabledRemovesAndALaterOverlayMayAddAgain() {
    String disabled = "{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"disabled\":true}";
    assertThat(jsonl(disabled).findApi("gpt-4o")).isEmpty();
    Catalog again =
        Catalog.of(
            List.of(
                new SourceText("a.jsonl", disabled),
                new SourceText(
                    "b.jsonl",
                    "{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"vendor\":true,"
                        + "\"as_of\":\"2026-11-01\",\"prices\":[{\"input\":\"1\"}]}")));
    assertThat(again.findApi("gpt-4o")).isPresent();
  }

  @Test
  void freeIsZeroOnlyWhenTheUserSaysSo() {
    Catalog catalog = jsonl("{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"free\":true}");
    ApiOffer free = catalog.findApi("gpt-4o").orElseThrow();
    assertThat(price(free)).isEqualTo("0.00");
    assertThat(free.source().asOf())
        .isEqualTo(Catalog.bundled().findApi("gpt-4o").orElseThrow().source().asOf());
    refused("{\"provider\":\"mine\",\"model\":\"m\",\"free\":true}", "as_of is missing");
  }

  @Test
  void aSpellingWithTheSameLettersIsTheSameModelButASnapshotIsNot() {
    Catalog catalog =
        jsonl(
            """
            {"provider":"anthropic","model":"claude-opus-4-7","as_of":"2026-11-01",\
            "prices":[{"input":"4","output":"20"}]}
            {"provider":"openai","model":"gpt-3.5-turbo-1106","as_of":"2026-11-01",\
            "prices":[{"input":"1","output":"2"}]}
            """);
    assertThat(price(catalog.findApi("claude-opus-4.7").orElseThrow())).isEqualTo("24.00");
    assertThat(price(catalog.findApi("gpt-3.5-turbo").orElseThrow())).isEqualTo("2.00");
    assertThat(price(catalog.findApi("openai/gpt-3.5-turbo-1106").orElseThrow())).isEqualTo("3.00");
  }

  @Test
  void aLocalServerIsAHostLikeAnyOther() {
    Catalog catalog =
        jsonl(
            "{\"provider\":\"mine\",\"model\":\"meta-llama/Llama-3.3-70B-Instruct\","
                + "\"open_weights\":true,\"as_of\":\"2026-11-01\",\"prices\":[{\"input\":\"1\"}]}");
    ApiOffer offer = catalog.findApi("mine/llama-3.3-70b").orElseThrow();
    assertThat(catalog.hostId(offer)).contains("meta-llama/Llama-3.3-70B-Instruct");
    assertThat(catalog.findApi("mine/meta-llama/llama-3.3-70b-instruct")).contains(offer);
    assertThat(catalog.hostsOf(offer.model())).contains(offer);
  }

  @Test
  void errorsNameTheLineAndWhatWasMeant() {
    refused("{\"provider\":\"opnai\",\"discount\":\"0.1\"}", "opnai is not in the catalog");
    refused(
        "{\"provider\":\"openai\",\"model\":\"gpt4o\",\"disabled\":true}",
        "openai/gpt4o is not in the catalog",
        "openai/gpt-4o");
    refused(
        "{\"provider\":\"openai\",\"discount\":\"0.1\"}\n{\"provider\":\"openai\",\"discount\":0.2}",
        "discount openai already stands in line 1");
    refused(
        "{\"provider\":\"x\",\"model\":\"Bad Name\",\"as_of\":\"2026-11-01\","
            + "\"prices\":[{\"input\":\"1\"}]}",
        "model: 'bad name'");
    refused(
        "{\"provider\":\"x\",\"model\":\"gpt-4o\",\"vendor\":true,\"as_of\":\"2026-11-01\","
            + "\"prices\":[{\"input\":\"1\"}]}",
        "both openai/gpt-4o and x/gpt-4o are marked as the maker's own");
  }

  @Test
  void gpuOffersConvertByTheDatedRateOrAreUnusable() {
    Catalog catalog =
        csv(
            GPU_HEADER
                + "mine-eur,mine,box,h100-sxm,1,,,eu,monthly,EUR,189,month,,,,user-stated,,2026-11-01,\n"
                + "mine-usd,mine,box,H100,8,,,eu,on-demand,USD,16.5,hour,100,good,5%,user-stated,,2026-11-01,x\n"
                    .replace("H100", "h100-sxm")
                + "mine-gbp,mine,box,h100-sxm,1,,,eu,monthly,GBP,189,month,,,,user-stated,,2026-11-01,\n");
    GpuOffer euro = catalog.findGpuOffer("mine-eur").orElseThrow();
    assertThat(euro.monthly()).hasToString("Optional[205.00]");
    assertThat(euro.listed()).isEqualTo("EUR 189/month");
    assertThat(euro.note())
        .isEqualTo("converted at 205/189 USD per EUR as of 2026-11-21 (user-stated)");
    assertThat(euro.source()).hasToString("o.csv:2, as of 2026-11-01");
    GpuOffer dollars = catalog.findGpuOffer("mine-usd").orElseThrow();
    assertThat(dollars.usdPerHour()).hasToString("16.50");
    assertThat(dollars.interruptionRate().orElseThrow()).hasToString("0.05");
    assertThat(dollars.note()).isEqualTo("x; set-up fee USD 100, not in the rent");
    assertThat(catalog.findGpuOffer("mine-gbp")).isEmpty();
    assertThat(catalog.unusable())
        .contains(new Unusable("mine-gbp", "no exchange rate from GBP to USD", "o.csv:4"));
  }

  @Test
  void anExchangeRateOfTheUsersOwnWins() {
    Catalog catalog =
        Catalog.of(
            List.of(
                new SourceText(
                    "fx.csv",
                    "from,to,rate,as_of,basis,source\nEUR,USD,1.1,2026-10-01,user-stated,bank\n"),
                new SourceText(
                    "o.csv",
                    GPU_HEADER
                        + "e,mine,box,h100-sxm,1,,,,monthly,EUR,100,month,,,,list,,2026-11-01,\n")));
    assertThat(catalog.findGpuOffer("e").orElseThrow().monthly()).hasToString("Optional[110.00]");
  }

  @Test
  void badGpuOffersAreRefused() {
    String row = "a,mine,box,h100-sxm,1,,,,on-demand,USD,2,hour,,,,list,,2026-11-01,\n";
    gpuRefused(row.replace("USD,2,", "USD,0,"), "price: '0'");
    gpuRefused(row.replace("USD,2,", "USD,-2,"), "price: '-2'");
    gpuRefused(row.replace("USD,2,", "USD,1e999999999,"), "price: '1e999999999'");
    gpuRefused(row.replace("USD,2,", "USD,0.00000000001,"), "price: '0.00000000001'");
    gpuRefused(row.replace("h100-sxm", "h100-smx"), "gpu h100-smx is not in the catalog");
    gpuRefused(row.replace("on-demand", "weekly"), "term: 'weekly'");
    gpuRefused(row.replace(",hour,", ",day,"), "per: 'day'");
    gpuRefused(row.replace(",1,,,,", ",0,,,,"), "gpu_count: 0");
    gpuRefused(row + row, "a already stands in line 2");
    gpuRefused(row.replace("2026-11-01", "yesterday"), "as_of: 'yesterday'");
    gpuRefused(row.replace("a,mine", "A b,mine"), "gpu offer: 'A b'");
    assertThatThrownBy(() -> csv("foo,bar\n1,2\n"))
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.what()).contains("[foo, bar]"));
  }

  @Test
  void loadsFilesAndNamesTheOneThatIsMissing(@TempDir Path folder) throws Exception {
    Path overlay = folder.resolve("mine.jsonl");
    Files.writeString(overlay, "{\"provider\":\"openai\",\"discount\":\"0.2\"}\n");
    assertThat(Catalog.load(List.of(overlay)).findApi("gpt-4o").orElseThrow().discount())
        .hasToString("0.8");
    assertThatThrownBy(() -> Catalog.load(List.of(folder.resolve("no.jsonl"))))
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_MISSING));
    Path text = Files.writeString(folder.resolve("mine.txt"), "");
    assertThatThrownBy(() -> Catalog.load(List.of(text)))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_INVALID));
  }

  @Test
  void whatTheWriterWritesIsLoadedAgain() {
    Property.check(
        "offers survive a file",
        300,
        random -> {
          StringBuilder lines = new StringBuilder();
          Set<String> names = new HashSet<>();
          List<ApiOffer> offers =
              java.util.stream.IntStream.range(0, 1 + random.nextInt(5))
                  .mapToObj(number -> Offers.random(random, number))
                  .filter(offer -> names.add(offer.provider() + "/" + offer.model()))
                  .toList();
          offers.forEach(
              offer -> lines.append(ApiRowWriter.line(offer, Optional.empty())).append('\n'));
          Catalog catalog = Catalog.only(List.of(new SourceText("x.jsonl", lines.toString())));
          assertThat(catalog.apiOffers())
              .usingRecursiveFieldByFieldElementComparatorIgnoringFields("source.text")
              .containsExactlyInAnyOrderElementsOf(offers);
        });
  }

  private static String price(ApiOffer offer) {
    Quote quote =
        Tariff.quote(
            offer,
            Usage.of(1_000_000, 1_000_000),
            Instant.parse("2026-11-21T00:00:00Z"),
            ServiceClass.STANDARD,
            "");
    return quote instanceof Quote.Priced priced ? priced.usd().toString() : quote.toString();
  }

  private static Catalog jsonl(String text) {
    return Catalog.of(List.of(new SourceText("o.jsonl", text)));
  }

  private static Catalog csv(String text) {
    return Catalog.of(List.of(new SourceText("o.csv", text)));
  }

  private static void refused(String text, String what) {
    refused(text, what, "");
  }

  private static void refused(String text, String what, String remedy) {
    assertThatThrownBy(() -> jsonl(text))
        .as(text)
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_INVALID);
              assertThat(e.what()).startsWith(what);
              assertThat(e.where()).startsWith("o.jsonl:");
              assertThat(e.remedy()).contains(remedy);
            });
  }

  private static void gpuRefused(String rows, String what) {
    assertThatThrownBy(() -> csv(GPU_HEADER + rows))
        .as(rows)
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).startsWith(what);
              assertThat(e.where()).startsWith("o.csv:");
            });
  }
}
