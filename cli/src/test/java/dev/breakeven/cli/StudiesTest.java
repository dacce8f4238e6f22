package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.render.StudyPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.report.Computed;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.testkit.Golden;
import dev.breakeven.testkit.SharedData;
import dev.breakeven.wire.report.StudyDocument;
import dev.breakeven.wire.study.FigureLookup;
import dev.breakeven.wire.study.Study;
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

  private static final Map<String, Done> DONE = new HashMap<>();

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
              "decision-matrices.json",
              "fixed-cost-trap.json",
              "four-h100.json",
              "hardware-table.json",
              "internal-models.json",
              "tokenomics.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decision-matrices",
        "fixed-cost-trap",
        "four-h100",
        "hardware-table",
        "internal-models",
        "tokenomics"
      })
  void printsWhatIsStatedAndWhatWeCompute(String name) throws IOException {
    StringWriter page = new StringWriter();
    Done done = done(name + ".json");
    new StudyPage(done.study(), done.results(), new PrintWriter(page)).print();

    assertThat(page.toString().lines()).allMatch(line -> line.length() <= 100);
    Golden.check("cli/src/test/golden/studies/" + name + ".txt", page.toString());
  }

  @Test
  void theVerbPrintsAPageOrADocument() throws IOException {
    Path study = folder.resolve("s.json");
    Files.writeString(
        study,
        """
        {"title": "T", "at": "2026-11-21", "steps": [
          {"id": "a", "says": "rent", "stated": "1,800", "unit": "USD",
           "run": "cost --gpu-hour 2.50", "figure": "rent_usd_per_month", "why": "720 hours"}]}
        """);

    Ran page = run("plan", "--study", study.toString());
    Ran document = run("plan", "--study", study.toString(), "--json");

    assertThat(page.status()).isZero();
    assertThat(page.out())
        .contains("says 1,800 USD; we compute 1,825 USD: close, 1.4 % too low")
        .contains("$ breakeven cost --gpu-hour 2.50");
    assertThat(document.status()).isZero();
    assertThat(FigureLookup.find(document.out(), "steps.0.computed"))
        .contains(new Computed.Amount(Ratio.of(1825)));
    assertThat(FigureLookup.find(document.out(), "steps.0.agreement"))
        .contains(new Computed.Words("close"));
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
      quoteCharacter = '~',
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
    assertThat(ran.err()).startsWith("error 150: ").contains(what).contains("s.json:3");
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
      for (String name : files.map(file -> file.getFileName().toString()).toList()) {
        if (name.endsWith(".json")) {
          done(name).results().forEach(result -> amount(result, values));
        }
      }
    }
    return values;
  }

  private static void amount(StudyDocument.Result result, Map<String, Ratio> values) {
    if (result.computed().orElse(new Computed.Nothing(""))
        instanceof Computed.Amount(Ratio value)) {
      values.put(result.step().id(), value);
    }
  }

  /// A study and its results; each is run once for all tests.
  private record Done(Study study, List<StudyDocument.Result> results) {}

  private static Done done(String file) {
    return DONE.computeIfAbsent(
        file,
        name -> {
          Wiring wiring = new Wiring(NOON);
          Study study = wiring.study(SAMPLES.resolve(name));
          return new Done(study, new StudyRun(wiring, study).results());
        });
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
