package dev.breakeven.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiRowReaderTest {
  private static final String FULL =
      """
      {"provider":"p","model":"m","host_id":"M/m","vendor":true,"context":128000,\
      "max_output":4096,"open_weights":false,"as_of":"2026-08-21","source":"page","note":"n",\
      "rate_tiers":[{"name":"tier-1","requests_per_minute":500,"tokens_per_minute":30000}],\
      "prices":[{"from":"2026-07-30","to":"2026-08-01T12:00:00Z","service":"batch",\
      "region":"eu","window":{"start":"16:30","end":"00:30","tz":"UTC"},"above_input":272000,\
      "input":"2.5","cache_read":"0.25","cache_write_5m":3.125,"cache_write_1h":"5",\
      "output":"10","reasoning":"12"}]}""";

  @Test
  void readsEveryKey() {
    ApiRow.Prices row = (ApiRow.Prices) only(FULL);
    assertThat(row.hostId()).contains("M/m");
    assertThat(row.vendor()).contains(true);
    assertThat(row.rateTiers().getFirst().requestsPerMinute()).isEqualTo(500);
    PriceRow price = row.rows().getFirst();
    assertThat(price.from()).isEqualTo(Instant.parse("2026-07-30T00:00:00Z"));
    assertThat(price.to()).isEqualTo(Instant.parse("2026-08-01T12:00:00Z"));
    assertThat(price.service()).isEqualTo(ServiceClass.BATCH);
    assertThat(price.region()).isEqualTo("eu");
    assertThat(price.window().orElseThrow().contains(Instant.parse("2026-07-30T23:00:00Z")))
        .isTrue();
    assertThat(price.aboveInput()).isEqualTo(272_000);
    assertThat(price.rates())
        .hasToString(
            "input 2.5 cache_read 0.25 cache_write_5m 3.125 cache_write_1h 5 output 10"
                + " reasoning 12");
  }

  @Test
  void readsDiscountsRemovalsAndFreeModels() {
    assertThat(only("{\"provider\":\"p\",\"discount\":\"0.15\"}"))
        .isInstanceOfSatisfying(
            ApiRow.Discount.class,
            row -> {
              assertThat(row.factor()).hasToString("0.85");
              assertThat(row.model()).isEmpty();
            });
    assertThat(only("{\"provider\":\"p\",\"model\":\"m\",\"disabled\":true}"))
        .isInstanceOf(ApiRow.Disabled.class);
    ApiRow.Prices free = (ApiRow.Prices) only("{\"provider\":\"p\",\"model\":\"m\",\"free\":true}");
    for (TokenClass tokenClass : TokenClass.values()) {
      assertThat(free.rows().getFirst().rates().picosOrNegative(tokenClass)).isZero();
    }
  }

  @Test
  void countsLinesOverBlankOnes() {
    List<ApiRow> rows =
        read("\n{\"provider\":\"p\",\"discount\":0.1}\n\n{\"provider\":\"q\",\"discount\":0.2}\n");
    assertThat(rows).extracting(row -> row.place().line()).containsExactly(2, 4);
  }

  @Test
  void namesAnUnknownKeyAndTheKnownOnes() {
    assertThatThrownBy(() -> read("\n{\"provider\":\"p\",\"cached\":1}"))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).isEqualTo("unknown key 'cached'");
              assertThat(e.where()).isEqualTo("o.jsonl:2");
              assertThat(e.remedy()).contains("provider, model, host_id");
            });
    refused(prices("{\"cached_input\":\"1\"}"), "unknown key 'cached_input'");
    refused(
        "{\"provider\":\"p\",\"model\":\"m\",\"rate_tiers\":[{\"rpm\":1}]}", "unknown key 'rpm'");
    refused(prices("{\"window\":{\"begin\":\"1\"}}"), "unknown key 'begin'");
  }

  @Test
  void refusesPricesThatCannotBe() {
    refused(prices("{\"input\":\"0\",\"output\":\"1\"}"), "input is zero");
    refused(prices("{\"input\":\"-1\",\"output\":\"1\"}"), "input: '-1'");
    refused(prices("{\"input\":\"1e999999999\",\"output\":\"1\"}"), "input: '1e999999999'");
    refused(prices("{\"input\":1e999999999,\"output\":\"1\"}"), "input: '1e999999999'");
    refused(prices("{\"input\":\"0.0000001\",\"output\":\"1\"}"), "input: '0.0000001'");
    refused(prices("{\"cache_read\":\"1\"}"), "a price without input and output");
    refused(prices("{\"input\":null}"), "input: null");
    refused(prices("{\"input\":\"1\",\"above_input\":0}"), "above_input: ");
    refused(prices("{\"input\":\"1\",\"above_input\":1.5}"), "above_input: ");
    refused(
        prices("{\"input\":\"1\",\"from\":\"2026-02-01\",\"to\":\"2026-01-01\"}"),
        "a price ends before it begins");
    refused(prices("{\"input\":\"1\",\"from\":\"soon\"}"), "from: 'soon'");
    refused(prices("{\"input\":\"1\",\"service\":\"turbo\"}"), "service: 'turbo'");
    refused(prices("{\"input\":\"1\",\"window\":{\"start\":\"9\",\"end\":\"10\"}}"), "window: ");
    refused(prices("{\"input\":\"1\"},{\"input\":\"2\"}"), "two standard prices at the same time");
  }

  @Test
  void refusesRowsThatSayTooLittleOrTooMuch() {
    refused("{\"model\":\"m\",\"free\":true}", "provider is missing");
    refused("{\"provider\":\"p\",\"free\":true}", "model is missing");
    refused("{\"provider\":\"p\",\"model\":\"m\"}", "no prices");
    refused("{\"provider\":\"p\",\"model\":\"m\",\"discount\":\"1\"}", "discount: '1'");
    refused("{\"provider\":\"p\",\"discount\":\"1e999999999\"}", "discount: ");
    refused(
        "{\"provider\":\"p\",\"model\":\"m\",\"discount\":\"0.1\",\"free\":true}",
        "a discount beside other facts");
    refused(
        "{\"provider\":\"p\",\"model\":\"m\",\"disabled\":true,\"free\":true}",
        "prices of a disabled model");
    refused("{\"provider\":\"P!\",\"discount\":\"0.1\"}", "provider: 'P!'");
  }

  @Test
  void refusesWhatIsNotJsonLines() {
    refused("[]", "row is not an object");
    refused("{\"provider\":\"p\",\"discount\":0.1} {\"provider\":\"q\"", "two rows on one line");
    refused("{\"provider\":\"p\"", "not JSON: ");
    refused("{\"provider\":\"p\",\"provider\":\"q\"}", "not JSON: Duplicate");
    refused("{\"provider\":" + "[".repeat(10_000), "provider: ");
    refused("[".repeat(10_000), "row is not an object");
    refused("{\"prices\":[[", "prices: start array");
  }

  private static String prices(String elements) {
    return "{\"provider\":\"p\",\"model\":\"m\",\"as_of\":\"2026-08-21\",\"prices\":["
        + elements
        + "]}";
  }

  private static ApiRow only(String line) {
    return read(line).getFirst();
  }

  private static List<ApiRow> read(String text) {
    return ApiRowReader.read(new SourceText("o.jsonl", text));
  }

  private static void refused(String line, String what) {
    assertThatThrownBy(() -> read(line))
        .as(line.length() > 200 ? what : line)
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).startsWith(what);
              assertThat(e.where()).startsWith("o.jsonl:1");
              assertThat(e.remedy()).isNotBlank();
            });
  }
}
