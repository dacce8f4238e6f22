package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.report.Computed;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.testkit.Golden;
import dev.breakeven.testkit.SharedData;
import dev.breakeven.wire.study.FigureLookup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Every study of the samples, run through the command tree.
class StudiesTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("breakeven.root", "."), "samples/studies");
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  /// Rows whose recomputed value is on another basis than the step of the same id.
  private static final Set<String> OTHER_BASIS =
      Set.of(
          "S0-030", // a part of the price; here its inverse
          "S0-034", // a month of 720 hours
          "S0-040", // from the stated 130 M; here from the computed break-even
          "S0-041", // the same
          "S1-005", // over the input price; here times the input price
          "S1-057", // gigabytes; here whether it fits
          "S2-030", // GPUs; here whole ones
          "S3-010", // gigabytes; here whether it fits
          "S3-017"); // a month of 720 hours

  @TempDir Path folder;

  private record Ran(int status, String out, String err) {}

  @Test
  void theListBelowNamesEveryStudy() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".json")))
          .containsExactlyInAnyOrder(
              "fixed-cost-trap.json",
              "four-h100.json",
              "hardware-table.json",
              "internal-models.json",
              "tokenomics.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fixed-cost-trap", "four-h100", "hardware-table", "internal-models", "tokenomics"})
  void printsWhatIsStatedAndWhatWeCompute(String name) throws IOException {
    Ran ran = run("plan", "--study", SAMPLES.resolve(name + ".json").toString());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
    Golden.check("cli/src/test/golden/studies/" + name + ".txt", ran.out());
  }

  @Test
  void computesWhatTheTableOfClaimsHasByHand() throws IOException {
    Optional<Path> file = SharedData.file("claims.csv");
    if (file.isEmpty()) {
      return;
    }
    Map<String, Ratio> computed = computed();
    int compared = 0;
    for (List<String> row : rows(Files.readString(file.get()))) {
      String id = row.get(11);
      if (row.get(10).equals("claim") && !id.matches("S1-0(57|89|91)|S2-027")) {
        assertThat(computed).as("every claim has a step").containsKey(id);
      }
      if (computed.containsKey(id) && !row.get(6).isEmpty() && !OTHER_BASIS.contains(id)) {
        compared++;
        assertThat(sameUpToUnit(computed.get(id), Ratio.parse(row.get(6))))
            .as("%s: %s, by hand %s", id, computed.get(id), row.get(6))
            .isTrue();
      }
    }
    assertThat(compared).isGreaterThan(150);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cost --fte nobody|setup_usd_per_month|--fte: 'nobody' is not usable",
        "cost --fte 1|no_such_key|'cost --fte 1' has no figure 'no_such_key'",
        "frobnicate|k|Unmatched argument",
        "lab throughput --model none --gpu h100-sxm --isl 1 --osl 1 --concurrency 1|k|none",
        "plan --study other.json|k|a step that runs a study",
      })
  void aStepThatCannotRunIsAnErrorAtItsLine(String run, String figure, String what)
      throws IOException {
    Path study = folder.resolve("s.json");
    Files.writeString(
        study,
        "{\"title\": \"T\",\n\"steps\": [\n{\"id\": \"a\", \"says\": \"b\", \"run\": \"%s\", \"figure\": \"%s\"}]}"
            .formatted(run, figure));

    Ran ran = run("plan", "--study", study.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("error 140: ").contains(what).contains("s.json:3");
  }

  @Test
  void aStudyThatIsNotThereIsAnError() {
    Ran ran = run("plan", "--study", folder.resolve("none.json").toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).startsWith("error 110: no such file").contains("none.json");
  }

  @Test
  void aStudyTakesNoTrafficOfItsOwn() {
    Ran ran = run("plan", "--study", "s.json", "--volume", "5M");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--study with traffic or prices");
  }

  private static Map<String, Ratio> computed() throws IOException {
    Map<String, Ratio> values = new HashMap<>();
    try (Stream<Path> files = Files.list(SAMPLES)) {
      for (Path study : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        String document = run("plan", "--study", study.toString(), "--json").out();
        for (int i = 0; ; i++) {
          Optional<Computed> id = FigureLookup.find(document, "steps." + i + ".id");
          if (id.isEmpty()) {
            break;
          }
          if (FigureLookup.find(document, "steps." + i + ".computed").orElseThrow()
              instanceof Computed.Amount(Ratio value)) {
            values.put(((Computed.Words) id.get()).text(), value);
          }
        }
      }
    }
    return values;
  }

  /// The table has parts of one and millions where a step has per cent and tokens.
  private static boolean sameUpToUnit(Ratio computed, Ratio byHand) {
    return Stream.of(1L, 100L, 1_000_000L)
        .map(unit -> computed.dividedBy(byHand.times(unit)).toDouble())
        .anyMatch(quotient -> Math.abs(quotient - 1) < 1e-6);
  }

  private static List<List<String>> rows(String csv) {
    return csv.lines().skip(1).map(StudiesTest::cells).toList();
  }

  /// Commas inside quotes part no cells.
  private static List<String> cells(String line) {
    return Stream.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)).toList();
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(new Wiring(NOON));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }
}
