package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.wire.dialect.AnswerFacts;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// A stream of any bytes is translated to events that the client can read, whole or with an error
/// at the end and never both, and the same wherever it is cut.
@Tag("fuzz")
final class StreamFuzzTest {
  /// What came out of a translation and what the tap says.
  private record Out(List<String> lines, AnswerFacts facts, boolean failed) {}

  /// The first byte is how the stream is cut and which dialect it has.
  @FuzzTest(maxDuration = "5m")
  void aStreamEndsWholeOrWithAnErrorWhereverItIsCut(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    Dialect from = (input[0] & 1) == 0 ? Dialect.OPENAI : Dialect.ANTHROPIC;

    Out whole;
    try {
      whole = run(from, stream, stream.length + 1);
    } catch (ArithmeticException countsThatNoSumHolds) {
      return; // the gateway ends such a stream with its own error
    }
    assertThat(run(from, stream, 1)).isEqualTo(whole);
    assertThat(run(from, stream, 2 + (input[0] & 0x7E))).isEqualTo(whole);

    String end = from == Dialect.OPENAI ? "event: message_stop" : "data: [DONE]";
    assertThat(whole.lines().stream().filter(end::equals).count()).isEqualTo(whole.failed ? 0 : 1);
    for (String line : whole.lines()) {
      if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
        Json.read(Side.ANSWER, line.substring("data: ".length()).getBytes(UTF_8));
      }
    }
  }

  private static Out run(Dialect from, byte[] stream, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnswerTap tap = AnswerTap.of(from);
    StreamTranslation translation =
        from == Dialect.OPENAI
            ? new OpenAiStream(tap, "r", out::writeBytes)
            : new AnthropicStream(tap, Bodies.CREATED, true, "r", out::writeBytes);
    List<byte[]> chunks = new ArrayList<>();
    for (int at = 0; at < stream.length; at += size) {
      chunks.add(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
    }
    Bodies.feed(translation, chunks.toArray(byte[][]::new));
    return new Out(
        List.of(out.toString(UTF_8).split("\n")), tap.facts(), translation.failure().isPresent());
  }
}
