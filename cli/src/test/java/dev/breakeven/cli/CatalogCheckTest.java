package dev.breakeven.cli;

import static dev.breakeven.cli.PriceFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogCheckTest {
  @TempDir private Path folder;

  @BeforeEach
  void writePriceLists() {
    write(folder, "a-genai.json", PriceFixtures.GENAI);
    write(folder, "b-litellm.json", PriceFixtures.LITELLM);
    write(folder, "c-models-dev.json", PriceFixtures.MODELS_DEV);
    write(folder, "d-gpus.csv", PriceFixtures.GPU_ROWS);
  }

  @Test
  void aFolderIsComparedAndEachListLookedAtByItself() {
    Shell.Result result = check("--at", "2026-11-21", folder.toString());
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("2 models are in two or more catalogs: 1 agree, 1 disagree")
        .containsPattern("openai/moved-1 +0.2/1.2 +1/6 +changed on a date")
        .contains("1 entries cost nothing: refused")
        .contains("openai/odd-1: input 1 cache_read 3")
        .contains("warning half-price-region, 1")
        .contains("gcp a3 H100x8 us-central1-a: on demand 33.60, spot 38.60")
        .contains("warning spot-above-on-demand, 1")
        .contains("warning spot-zero, 1")
        .contains("warning no-on-demand, 1");
    assertThat(result.out().lines().mapToInt(String::length).max().orElseThrow())
        .isLessThanOrEqualTo(Math.max(100, 60 + folder.toString().length()));
  }

  @Test
  void theDateDecidesWhichPricesAreCompared() {
    Shell.Result before = check("--at", "2026-07-29", folder.toString());
    assertThat(before.out()).contains("2 models are in two or more catalogs: 2 agree, 0 disagree");
  }

  @Test
  void jsonHasTheCountsTheFiguresAndEveryFinding() {
    JsonTree json = check("--json", "--at", "2026-11-21", folder.toString()).json();
    Map<?, ?> comparison = (Map<?, ?>) json.get("comparison");
    assertThat(comparison.get("compared")).isEqualTo(new BigDecimal(2));
    assertThat(comparison.get("agree")).isEqualTo(new BigDecimal(1));
    assertThat(comparison.get("disagree")).isEqualTo(new BigDecimal(1));
    assertThat(comparison.get("disagreements"))
        .isEqualTo(
            List.of(
                Map.of(
                    "model",
                    "openai/moved-1",
                    "usd_per_mtok",
                    Map.of("genai-prices", "0.2/1.2", "litellm", "1/6"),
                    "likely_reason",
                    "changed on a date")));
    assertThat((List<?>) json.get("sources")).hasSize(4);
    assertThat(json.get("sources").toString())
        .contains("rule=cache-read-above-input", "rule=zero-price", "rule=spot-zero");
  }

  @Test
  void whatIsNoPriceListInAFolderIsNamedWithTheReason() throws IOException {
    write(folder, "notes.md", "# Notes\n");
    write(folder, "schema.json", "{\"type\":\"object\"}");
    write(folder, "cut.json", "{\"openai\":{\"models\":{");
    write(folder, "empty.json", "");
    Files.write(folder.resolve("latin1.csv"), "größe".getBytes(StandardCharsets.ISO_8859_1));
    Files.createDirectory(folder.resolve("more"));
    Shell.Result result = check(folder.toString());
    assertThat(result.status()).isZero();
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("notes.md: neither JSON nor a CSV of GPU prices")
        .contains("schema.json: JSON, but none of the price catalogs we read")
        .contains("cut.json: not JSON: Unexpected end-of-input")
        .contains("empty.json: the file is empty")
        .contains("latin1.csv: not valid UTF-8")
        .contains("more: a folder: name it to have it checked")
        .contains("2 models are in two or more catalogs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing.json | error 110: no such file",
        "empty.json | error 113: the file is empty",
        "text.txt | error 112: neither JSON nor a CSV of GPU prices",
        "schema.json | error 112: JSON, but none of the price catalogs we read",
        "deep.json | error 200: nested deeper than 64",
        "cut.json | error 200: not JSON: Unexpected end-of-input",
        "bad.csv | error 200: price_usd_hour"
      })
  void aNamedFileThatIsNoPriceListIsAnError(String name, String expected) {
    write(folder, "empty.json", "");
    write(folder, "text.txt", "hello\n");
    write(folder, "schema.json", "{\"type\":\"object\"}");
    write(folder, "deep.json", "[".repeat(100_000));
    write(folder, "cut.json", "{\"openai\":{\"models\":{");
    write(folder, "bad.csv", PriceFixtures.GPU_ROWS.replace("88.00", "lots"));
    Shell.Result result = check(folder.resolve(name).toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith(expected).contains(name).doesNotContain("\tat ");
  }

  @Test
  void aFolderWithoutAnyPriceListIsAnError() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("none"));
    write(empty, "notes.md", "# Notes\n");
    Shell.Result result = check(empty.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error 113: no price list among 1 file");
  }

  @Test
  void oneCatalogAloneIsComparedWithOurs() {
    String ours = "{\"openai\":{\"models\":{\"gpt-4o\":{\"cost\":{\"input\":3,\"output\":10}}}}}";
    Path file = write(folder, "one.json", ours);
    assertThat(check("--at", "2026-11-21", file.toString()).out())
        .contains("1 models are in two or more catalogs: 0 agree, 1 disagree")
        .containsPattern("openai/gpt-4o +3/10 +2.5/10");
  }

  @Test
  void withoutAFileItIsOurOwnCatalogWithTheUsersFilesOverIt() {
    Path mine =
        write(
            folder,
            "mine.jsonl",
            """
            {"provider":"mine","model":"odd","as_of":"2026-11-01",\
            "prices":[{"input":"1","cache_read":"2","output":"1"}]}
            {"provider":"mine","model":"gift","as_of":"2026-11-01","free":true}
            """);
    Shell.Result result = check("--prices", mine.toString(), "--at", "2026-11-21");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("mine.jsonl] over it")
        .contains("mine/odd: input 1 cache_read 2 output 1")
        .contains("mine/gift: input or output costs nothing")
        .contains("warning stale");
    assertThat(check("--at", "2026-07-03").out()).doesNotContain("prices of openrouter");
  }

  @Test
  void theSharedCatalogsDisagreeOnTheListedModels() {
    Optional<Path> file = SharedData.file("prices/models-dev-merged.json");
    Assumptions.assumeTrue(file.isPresent(), "no shared price catalogs");
    String prices = String.valueOf(file.orElseThrow().getParent());
    Shell.Result result = check("--at", "2026-11-21", prices);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("138 models are in two or more catalogs: 123 agree, 15 disagree")
        .containsPattern("openai/gpt-5.6-luna +0.2/1.2 +1/6 +changed on a date")
        .contains("432 entries cost nothing: refused")
        .containsPattern("skipped .*SOURCE.md: ");
  }

  private static Shell.Result check(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "catalog";
    all[1] = "check";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Shell.run(all);
  }
}
