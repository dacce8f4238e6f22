package dev.breakeven.cli;

import static dev.breakeven.cli.PriceFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogImportTest {
  @TempDir private Path folder;

  @Test
  void whatIsImportedPricesCalls() {
    for (String text :
        List.of(PriceFixtures.GENAI, PriceFixtures.LITELLM, PriceFixtures.MODELS_DEV)) {
      Path file = write(folder, "prices.json", text);
      Path out = folder.resolve("out.jsonl");
      assertThat(imported(file, "-o", out.toString(), "--force").status()).isZero();
      Shell.Result price =
          Shell.run(
              "price",
              "--model",
              "openai/same-1",
              "--input",
              "1000000",
              "--output",
              "500000",
              "--prices",
              out.toString());
      assertThat(price.out()).startsWith("$2.00 ");
      assertThat(price.status()).isZero();
    }
  }

  @Test
  void standardOutputCarriesThePricesAndStandardErrorTheProblems() {
    Path file = write(folder, "prices.json", PriceFixtures.MODELS_DEV);
    Shell.Result result = imported(file, "--as-of", "2026-07-02");
    assertThat(result.out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("\"as_of\":\"2026-07-02\""));
    assertThat(result.err())
        .contains("prices.json: models.dev, 2 offers as of 2026-07-02\n")
        .contains("1 entries cost nothing: refused, a free price must be stated by the user")
        .contains("(openai/free-1)")
        .contains("1 entries have no price of a token (openai/none-1)")
        .contains("(openai/odd-1 cached_input)");
  }

  @Test
  void withoutADateTheDayTheFileWasWrittenCountsAndIsSaid() throws IOException {
    Path file = write(folder, "prices.json", PriceFixtures.LITELLM);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-09-03T23:00:00Z")));
    Shell.Result result = imported(file);
    assertThat(result.out()).contains("\"as_of\":\"2026-09-03\"");
    assertThat(result.err()).contains("as of 2026-09-03, the day the file was written (--as-of");
  }

  @Test
  void anExistingFileIsKeptUnlessForceIsGiven() throws IOException {
    Path file = write(folder, "prices.json", PriceFixtures.LITELLM);
    Path out = write(folder, "out.jsonl", "precious\n");
    Shell.Result refused = imported(file, "-o", out.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).startsWith("error 116: the file exists").contains("--force");
    assertThat(out).hasContent("precious");
    Shell.Result forced = imported(file, "-o", out.toString(), "--force");
    assertThat(forced.status()).isZero();
    assertThat(forced.err()).contains("replaced " + out + ": 2 offers");
    assertThat(Files.readString(out)).contains("same-1").doesNotContain("precious");
  }

  @Test
  void ofAModelInTwoFilesTheLastCountsAndThatIsSaid() {
    Path first = write(folder, "first.json", PriceFixtures.GENAI);
    Path second = write(folder, "second.json", PriceFixtures.LITELLM);
    Path out = folder.resolve("out.jsonl");
    Shell.Result result = imported(first, second.toString(), "-o", out.toString(), "--json");
    assertThat(result.err())
        .contains("2 models stand in more than one file: the last one counts, at another price");
    assertThat(result.json().get("replaced")).isEqualTo(new BigDecimal(2));
    assertThat(result.json().get("repriced")).isEqualTo(new BigDecimal(1));
    assertThat((List<?>) result.json().get("files")).hasSize(2);
    assertThat(
            Shell.run(
                    "price",
                    "--model",
                    "openai/moved-1",
                    "--output",
                    "1000000",
                    "--prices",
                    out.toString())
                .out())
        .startsWith("$6.00 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing.json | error 110: no such file",
        "empty.json | error 113: the file is empty",
        "schema.json | error 112: JSON, but none of the price catalogs we read",
        "text.json | error 200: not JSON: ",
        "deep.json | error 200: nested deeper than 64",
        "free.json | error 113: no usable price"
      })
  void whatIsNoCatalogIsAnErrorAndWritesNothing(String name, String expected) {
    write(folder, "empty.json", " \n");
    write(folder, "schema.json", "{\"type\":\"object\"}");
    write(folder, "text.json", "hello\n");
    write(folder, "deep.json", "[".repeat(100_000));
    write(
        folder, "free.json", "{\"x\":{\"models\":{\"m\":{\"cost\":{\"input\":0,\"output\":0}}}}}");
    Path out = folder.resolve("out.jsonl");
    Shell.Result result = imported(folder.resolve(name), "-o", out.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains(expected).contains(name).doesNotContain("\tat ");
    assertThat(out).doesNotExist();
  }

  @Test
  void anOutputThatCouldNotBeUsedOrWrittenIsRefused() {
    Path file = write(folder, "prices.json", PriceFixtures.LITELLM);
    assertThat(imported(file, "-o", "prices.json").err()).contains("Name it .jsonl");
    assertThat(imported(file, "--json").err()).contains("--json without -o");
    assertThat(imported(file, "--as-of", "soon").err()).contains("--as-of: 'soon' is no date");
    Shell.Result nowhere = imported(file, "-o", folder.resolve("none/out.jsonl").toString());
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("error 116: cannot be written: no such folder");
  }

  @Test
  void theSharedCatalogsTogetherLoadAsOneOverlay() {
    List<String> files = new ArrayList<>();
    for (String name :
        List.of(
            "genai-prices-v2-data.json",
            "litellm-format-filtered-mirror.json",
            "models-dev-merged.json")) {
      Optional<Path> file = SharedData.file("prices/" + name);
      Assumptions.assumeTrue(file.isPresent(), "no shared price catalogs");
      files.add(file.orElseThrow().toString());
    }
    Path out = folder.resolve("all.jsonl");
    Shell.Result result =
        imported(Path.of(files.getFirst()), files.get(1), files.get(2), "-o", out.toString());
    assertThat(result.status()).as(result.err()).isZero();
    Shell.Result list = Shell.run("catalog", "list", "gpt-4o", "--prices", out.toString());
    assertThat(list.status()).as(list.err()).isZero();
    assertThat(list.out()).containsPattern("\ngpt-4o +2.5 +10 ");
  }

  private static Shell.Result imported(Path file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("catalog", "import", file.toString()));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(String[]::new));
  }
}
