package dev.breakeven.ingest.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.source.UsageSource;
import dev.breakeven.testkit.Golden;
import dev.breakeven.testkit.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every source of usage keeps to, checked on its fixtures: files, or folders of files.
public abstract class UsageSourceContract {
  private static final String RESOURCES = "ingest/src/test/resources/";
  private static final String GOLDEN = "ingest/src/test/golden/usage/";

  /// What prompts and answers of fixtures say, so that it can be looked for.
  private static final String PROMPT = "PROMPT-TEXT";

  protected abstract UsageSource source();

  /// Names of fixture files or folders beside the test class.
  protected abstract List<String> fixtures();

  /// A file of the vendor's shape, and the tokens in it by the vendor's own way to sum them.
  protected abstract Generated generate(SplittableRandom random);

  /// `tokens` is the total that the vendor would state.
  public record Generated(String text, long tokens) {}

  /// What came of a reading.
  public record Read(UsageReport report, List<Attempt> attempts, List<InvoiceLine> invoices) {}

  protected final Path path(String fixture) {
    return Path.of(
        System.getProperty("breakeven.root", "."),
        RESOURCES + getClass().getPackageName().replace('.', '/'),
        fixture);
  }

  protected final Read read(String... inputs) {
    Received received = new Received();
    InputStream none = InputStream.nullInputStream();
    UsageReport report = files().read(List.of(inputs), none, received, (file, number, count) -> {});
    return new Read(report, received.attempts(), received.invoices());
  }

  protected final Read parse(String name, byte[] bytes) {
    Received received = new Received();
    UsageReport report = files().parse(name, new ByteArrayInputStream(bytes), received);
    return new Read(report, received.attempts(), received.invoices());
  }

  protected final Read parse(String name, String text) {
    return parse(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private UsageFiles files() {
    List<UsageSource> sources =
        Stream.concat(
                UsageSources.ALL.stream().filter(known -> !known.name().equals(source().name())),
                Stream.of(source()))
            .toList();
    return new UsageFiles(sources, UnaryOperator.identity());
  }

  @Test
  void fixturesReadAsTheirGoldensSay() throws IOException {
    for (String fixture : fixtures()) {
      Read read = read(path(fixture).toString());
      assertThat(read.report().sources()).as(fixture).hasSize(1);
      assertThat(read.report().sources().getFirst().source()).isEqualTo(source().name());
      String shown = ShownUsage.of(read.report(), read.attempts(), read.invoices());
      String local = shown.replace(path(".").normalize() + "/", "");
      Golden.check(GOLDEN + source().name() + "/" + fixture.replace('/', '-') + ".txt", local);
    }
  }

  @Test
  void noPromptOrAnswerIsKept() {
    for (String fixture : fixtures()) {
      Read read = read(path(fixture).toString());
      assertThat(read.attempts().toString() + read.invoices()).doesNotContain(PROMPT);
      assertThat(read.report().toString()).doesNotContain(PROMPT);
    }
  }

  @Test
  void readingTwiceAddsNothing() {
    for (String fixture : fixtures()) {
      String path = path(fixture).toString();
      Read once = read(path);
      Read again = read(path);
      assertThat(again).isEqualTo(once);
      List<String> ids = once.attempts().stream().map(a -> a.id().toString()).distinct().toList();
      assertThat(read(copies(path)).attempts())
          .extracting(attempt -> attempt.id().toString())
          .as("ids of two copies, read one after the other")
          .hasSameElementsAs(ids);
    }
  }

  /// The same input by two names.
  private static String[] copies(String path) {
    return new String[] {path, path.replace("/ingest/", "/ingest/./")};
  }

  @Test
  void classesSumToTheTotalOfTheSource() {
    Property.check(
        "classes of " + source().name() + " sum to its total",
        300,
        random -> {
          Generated generated = generate(random);
          Read read = parse("generated", generated.text());
          assertThat(read.report().sources()).as(generated.text()).hasSize(1);
          assertThat(read.report().sources().getFirst().problems()).isEmpty();
          Usage sum =
              read.attempts().stream()
                  .map(attempt -> attempt.metered().usage())
                  .reduce(Usage.NONE, Usage::plus);
          assertThat(sum.total().count()).as(generated.text()).isEqualTo(generated.tokens());
        });
  }

  @Test
  void everyCutIsReadOrRefused() throws IOException {
    for (Path file : files(fixtures())) {
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += whole.length > 9_000 ? 7 : 1) {
        readsOrRefuses(file.toString(), Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void spoiltBytesAreReadOrRefused() throws IOException {
    for (Path file : files(fixtures())) {
      byte[] whole = Files.readAllBytes(file);
      Property.check(
          "spoilt " + file.getFileName(),
          500,
          random -> {
            byte[] spoilt = whole.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
              String likely = "\n,{}[]\"0-.e\0";
              byte with =
                  (byte)
                      (random.nextBoolean()
                          ? random.nextInt()
                          : likely.charAt(random.nextInt(likely.length())));
              spoilt[random.nextInt(spoilt.length)] = with;
            }
            String name = file.toString();
            assertThat(readsOrRefuses(name, spoilt)).isEqualTo(readsOrRefuses(name, spoilt));
          });
    }
  }

  private List<Path> files(List<String> fixtures) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String fixture : fixtures) {
      try (Stream<Path> found = Files.walk(path(fixture))) {
        found.filter(Files::isRegularFile).sorted().forEachOrdered(files::add);
      }
    }
    return files;
  }

  private String readsOrRefuses(String name, byte[] bytes) {
    try {
      Read read = parse(name, bytes);
      return ShownUsage.of(read.report(), read.attempts(), read.invoices());
    } catch (BreakevenException refused) {
      assertThat(refused.what()).isNotBlank();
      assertThat(refused.remedy()).isNotBlank();
      return refused.oneLine();
    }
  }
}
