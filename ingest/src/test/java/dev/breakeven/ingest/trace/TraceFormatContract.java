package dev.breakeven.ingest.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Golden;
import dev.breakeven.testkit.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What every trace format keeps to, checked on its fixtures.
public abstract class TraceFormatContract {
  private static final String GOLDEN = "ingest/src/test/golden/trace/";

  /// Names of fixture files beside the test class.
  protected abstract List<String> fixtures();

  protected final byte[] bytes(String fixture) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(fixture)) {
      return Objects.requireNonNull(in, fixture).readAllBytes();
    }
  }

  /// Reads `data`, and answers the trace or the error as text: nothing else may come out.
  public static String readsOrRefuses(byte[] data) {
    try {
      return describe(TraceFiles.parse("data", new ByteArrayInputStream(data)));
    } catch (BreakevenException refused) {
      assertThat(refused.what()).isNotBlank();
      assertThat(refused.where()).startsWith("data");
      assertThat(refused.remedy()).isNotBlank();
      return refused.oneLine();
    }
  }

  @Test
  void fixturesReadAsTheirGoldensSay() throws IOException {
    for (String fixture : fixtures()) {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes(fixture));
      Golden.check(GOLDEN + fixture + ".txt", describe(TraceFiles.parse(fixture, in)));
    }
  }

  @Test
  void everyCutIsReadOrRefused() throws IOException {
    for (String fixture : fixtures()) {
      byte[] whole = bytes(fixture);
      for (int length = 0; length < whole.length; length++) {
        readsOrRefuses(Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void spoiltBytesAreReadOrRefused() throws IOException {
    for (String fixture : fixtures()) {
      byte[] whole = bytes(fixture);
      Property.check(
          "spoilt " + fixture,
          2_000,
          random -> {
            byte[] spoilt = whole.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
              byte with =
                  (byte)
                      (random.nextBoolean()
                          ? random.nextInt()
                          : "\n,{}[]\"0-.\0".charAt(random.nextInt(11)));
              spoilt[random.nextInt(spoilt.length)] = with;
            }
            assertThat(readsOrRefuses(spoilt)).isEqualTo(readsOrRefuses(spoilt));
          });
    }
  }

  private static String describe(TraceFiles.Loaded loaded) {
    StringBuilder text = new StringBuilder("format " + loaded.format() + "\n");
    Intake intake = loaded.intake();
    text.append("accepted %d, rejected %d%n".formatted(intake.accepted(), intake.rejected()));
    intake
        .problems()
        .forEach(
            p -> text.append("%d x %s, first %s%n".formatted(p.rows(), p.reason(), p.first())));
    intake.notes().forEach(note -> text.append("note: " + note + "\n"));
    Trace trace = loaded.trace();
    assertThat(intake.accepted()).isEqualTo(trace.size());
    text.append("block tokens %d%n".formatted(trace.blockTokens()));
    for (int i = 0; i < trace.size(); i++) {
      text.append(
          "%d ns, %d in, %d out, prefix"
              .formatted(trace.arrivalNanos(i), trace.inputTokens(i), trace.outputTokens(i)));
      for (int block = 0; block < trace.prefixBlocks(i); block++) {
        text.append(" ").append(trace.prefixId(i, block));
      }
      text.append("\n");
    }
    return text.toString();
  }
}
