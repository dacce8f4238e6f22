package dev.breakeven.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.breakeven.wire.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The estimate against the vocabulary that OpenAI's models have, of which it has no table.
class TokenEstimateTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  /// The text of a resource, else of a file of this repository.
  private static String text(String name) throws IOException {
    Path file = Path.of("..").resolve(name);
    if (Files.exists(file)) {
      return Files.readString(file);
    }
    try (InputStream in = TokenEstimateTest.class.getResourceAsStream("tokens/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }

  private static long written(String text) {
    TokenEstimate estimate = new TokenEstimate();
    estimate.add(text.toCharArray(), 0, text.length());
    return estimate.tokens();
  }

  private static double error(long estimate, long truth) {
    return 100.0 * (estimate - truth) / truth;
  }

  @ParameterizedTest
  @CsvSource({
    "english.txt",
    "chinese.txt",
    "japanese.txt",
    "korean.txt",
    "russian.txt",
    "CONTRIBUTING.md",
    "docs/concepts/simulator.md",
    "core/src/main/java/dev/breakeven/core/budget/Budgets.java",
    "docs/reference/serve.md",
    "pom.xml"
  })
  void isWithinATenthOfTheTruth(String name) throws IOException {
    String text = text(name);
    long truth = O200K.countTokens(text);
    long bytes = text.getBytes(UTF_8).length;
    System.out.printf(
        Locale.ROOT,
        "%s: %d tokens, estimated %+.1f %%, by four bytes %+.1f %%, by four characters %+.1f %%%n",
        name,
        truth,
        error(written(text), truth),
        error(bytes / 4, truth),
        error(text.length() / 4, truth));
    assertThat(error(written(text), truth)).isCloseTo(0, within(10.0));
  }

  @ParameterizedTest
  @CsvSource({"english.txt", "chinese.txt", "korean.txt", "pom.xml"})
  void aBodyIsEstimatedByWhatItsEscapesSay(String name) throws IOException {
    String text = text(name);
    long truth = O200K.countTokens(text);
    byte[] plain = new Json.Text(text).print().getBytes(UTF_8);
    StringBuilder escaped = new StringBuilder("\"");
    text.chars().forEach(each -> escaped.append("\\u%04x".formatted(each)));
    byte[] codes = escaped.append('"').toString().getBytes(UTF_8);

    assertThat(error(TokenEstimate.ofJson(plain, 0, plain.length), truth))
        .isCloseTo(0, within(10.0));
    assertThat(error(TokenEstimate.ofJson(codes, 0, codes.length), truth))
        .isCloseTo(0, within(10.0));
  }

  @Test
  void windowsStandForALongBody() throws IOException {
    byte[] once = text("english.txt").getBytes(UTF_8);
    byte[] many = new byte[once.length * 1000];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(once, 0, many, i * once.length, once.length);
    }
    long estimate = TokenEstimate.ofJson(many, 0, many.length);
    assertThat(error(estimate, 1000L * O200K.countTokens(text("english.txt"))))
        .isCloseTo(0, within(10.0));
  }

  @Test
  void inlineMediaCountByThePartAtMost() {
    String image =
        """
        {"model":"m","messages":[{"role":"user","content":[{"type":"image_url",
        "image_url":{"url":"data:image/png;base64,%s"}}]}]}"""
            .formatted("iVBORw0KGgo".repeat(100_000));
    long tokens = new RequestBody(Dialect.OPENAI, image.getBytes(UTF_8)).estimatedTokens();
    // 1.1 MB would be 275,000 tokens of text; the rest of the body has 104 bytes or so
    assertThat(tokens).isBetween(16_384L, 16_384L + 40);
  }

  @Test
  void nothingIsNoToken() {
    assertThat(written("")).isZero();
    assertThat(written("hello")).isEqualTo(1);
    assertThat(written("\ud83d\ude80")).isEqualTo(2);
  }
}
