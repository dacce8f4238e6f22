package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `price` against amounts computed by hand, each from rates that the test states.
class PriceVectorsTest {
  private static final String OWN_PRICES =
      """
      {"provider":"lab","model":"six","as_of":"2026-11-01","prices":[{"input":"3","cache_read":"0.3",\
      "cache_write_5m":"3.75","cache_write_1h":"6","output":"15","reasoning":"16"},\
      {"service":"batch","input":"1.5","output":"7.5"},\
      {"region":"eu","input":"3.3","cache_read":"0.33","output":"16.5"}]}
      {"provider":"lab","model":"cliff","as_of":"2026-11-01","prices":[{"input":"1.25","cache_read":"0.31",\
      "output":"10"},{"above_input":200000,"input":"2.5","cache_read":"0.625","output":"15"}]}
      {"provider":"lab","model":"gemini","as_of":"2026-11-01","prices":[{"input":"1.25",\
      "cache_read":"0.625","output":"10"}]}
      {"provider":"lab","model":"dated","as_of":"2026-11-01","prices":[{"to":"2026-07-01","input":"4"},\
      {"from":"2026-07-01","input":"2"}]}
      {"provider":"lab","model":"night","as_of":"2026-11-01","prices":[{"input":"2"},\
      {"window":{"start":"16:30","end":"00:30"},"input":"1"}]}
      {"provider":"lab","model":"spill","as_of":"2026-11-01","prices":[{"input":"0.317"}]}
      {"provider":"lab","model":"tiny","as_of":"2026-11-01","prices":[{"input":"0.000001"}]}
      {"provider":"lab","model":"gift","as_of":"2026-11-01","free":true}
      {"provider":"deal","model":"six","as_of":"2026-11-01","prices":[{"input":"3","output":"15"}]}
      {"provider":"deal","discount":"0.15"}
      """;

  @TempDir Path folder;
  private Path overlay;

  @BeforeEach
  void writeOverlay() throws IOException {
    overlay = Files.writeString(folder.resolve("own.jsonl"), OWN_PRICES);
  }

  private Shell.Result price(String flags) {
    return Shell.run(
        Stream.concat(
                Stream.of("price", "--json", "--prices", overlay.toString()),
                Stream.of(flags.split(" ")))
            .toArray(String[]::new));
  }

  private BigDecimal usd(String flags) {
    Shell.Result result = price(flags);
    assertThat(result.status()).as(result.err()).isZero();
    return new BigDecimal((String) result.json().get("usd"));
  }

  @Test
  void aCacheWriteIsBilledAtItsOwnRate() {
    // 3 × 3 + 12,304 × 3.75 + 550 × 15 = 9 + 46,140 + 8,250 millionths; published as $0.0544
    Shell.Result result =
        price("--model claude-3-sonnet --input 3 --cache-write 12304 --output 550");
    assertThat(result.json().get("usd")).isEqualTo("0.054399");
  }

  @Test
  void aCacheHitIsNotBilledTwice() {
    // 262,960 prompt tokens, 257,955 of them cached, at the reporter's rates:
    // 5,005 × 1.25 + 257,955 × 0.625 + 1,744 × 10 = 184,918.125 millionths; published as $0.1849
    assertThat(price("--model lab/gemini --input 5005 --cache-read 257955 --output 1744").json())
        .satisfies(json -> assertThat(json.get("usd")).isEqualTo("0.184918125"));
  }

  @Test
  void aFloorWithSpillCostsWhatItsPublisherSays() {
    // 4 replicas at $17,520 hold 280 of 583 billion tokens; the API takes $0.317 a million
    BigDecimal spill = usd("--model lab/spill --input 303B");
    BigDecimal all = usd("--model lab/spill --input 583B");
    assertThat(spill).isEqualByComparingTo("96051");
    assertThat(all).isEqualByComparingTo("184811");
    assertThat(spill.add(new BigDecimal(4 * 17_520))).isEqualByComparingTo("166131");
  }

  @ParameterizedTest
  @CsvSource({
    // one class each, a million tokens: the rate itself
    "--model lab/six --input 1M, 3.00",
    "--model lab/six --cache-read 1M, 0.30",
    "--model lab/six --cache-write 1M, 3.75",
    "--model lab/six --cache-write-1h 1M, 6.00",
    "--model lab/six --output 1M, 15.00",
    "--model lab/six --reasoning 1M, 16.00",
    // 1×3 + 2×0.3 + 3×3.75 + 4×6 + 5×15 + 6×16 = 209.85 millionths of a thousand
    "--model lab/six --input 1K --cache-read 2K --cache-write 3K --cache-write-1h 4K"
        + " --output 5K --reasoning 6K, 0.20985",
    // batch: 1 × 1.5 + 0.2 × 7.5
    "--model lab/six --class batch --input 1M --output 200K, 3.00",
    "--model lab/six --region eu --input 1M --output 1M, 19.80",
    // the cliff is strictly above 200,000 of all input, cached or not, and reprices the whole call
    "--model lab/cliff --input 199999, 0.24999875",
    "--model lab/cliff --input 200000, 0.25",
    "--model lab/cliff --input 200001, 0.5000025",
    "--model lab/cliff --input 1 --cache-read 200000 --output 100, 0.1265025",
    // the price before a change, on its day, and after it
    "--model lab/dated --at 2026-06-30 --input 1M, 4.00",
    "--model lab/dated --at 2026-06-30T23:59:59Z --input 1M, 4.00",
    "--model lab/dated --at 2026-07-01 --input 1M, 2.00",
    "--model lab/dated --input 1M, 2.00",
    // an hour of the day over midnight
    "--model lab/night --at 2026-11-21T16:29:59Z --input 1M, 2.00",
    "--model lab/night --at 2026-11-21T16:30:00Z --input 1M, 1.00",
    "--model lab/night --at 2026-11-21T00:29:59Z --input 1M, 1.00",
    "--model lab/night --at 2026-11-21T00:30:00Z --input 1M, 2.00",
    // 15 % off: (3 + 15) × 0.85
    "--model deal/six --input 1M --output 1M, 15.30",
    // half a nano-dollar goes to the even neighbour: 0.5 → 0, 1.5 → 2, 2.5 → 2
    "--model lab/tiny --input 500, 0.00",
    "--model lab/tiny --input 1500, 0.000000002",
    "--model lab/tiny --input 2500, 0.000000002",
    "--model lab/gift --input 1M --output 1M, 0.00",
    "--model lab/six, 0.00",
  })
  void costsWhatTheHandSays(String flags, String expected) {
    Shell.Result result = price(flags);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.json().get("usd")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model lab/gemini --cache-write 1 | lab/gemini has no cache_write_5m rate",
        "--model lab/six --class flex --input 1 | lab/six has no flex price",
        "--model lab/six --class batch --cache-read 1 | lab/six has no cache_read rate",
        "--model lab/dated --output 1 | lab/dated has no output rate",
      })
  void whatHasNoRateIsUnpricedAndNotZero(String flags, String reason) {
    Shell.Result result = price(flags);
    assertThat(result.status()).isEqualTo(4);
    assertThat(result.json().get("unpriced")).isEqualTo(reason);
    assertThat(result.json().root()).doesNotContainKey("usd");
    assertThat(result.json().get("lines")).isEqualTo(List.of());
  }

  @Test
  void theLinesOfAQuoteAreExactAndAddUpToIt() {
    JsonTree json = price("--model lab/tiny --input 2500").json();
    assertThat(json.get("lines"))
        .isEqualTo(
            List.of(
                Map.of(
                    "class", "input",
                    "tokens", new BigDecimal(2500),
                    "usd_per_mtok", "0.000001",
                    "usd", "0.0000000025")));
    assertThat((String) json.get("price_version")).isEqualTo("lab/tiny@2026-11-01");
  }
}
