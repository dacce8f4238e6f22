package dev.breakeven.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.testkit.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Events out of chunks that were cut anywhere.
class EventSplitterTest {
  private static final String STREAM =
      ": hello\n\ndata: 日本語\r\n\r\nevent: x\rdata:two\rdata: lines\r\rdata\n\ndata: last";

  private static List<String> split(byte[]... chunks) {
    List<String> events = new ArrayList<>();
    EventSplitter splitter = new EventSplitter(1 << 20);
    EventSplitter.Sink sink =
        (bytes, from, to) -> events.add(new String(bytes, from, to - from, UTF_8));
    for (byte[] chunk : chunks) {
      splitter.feed(chunk, sink);
    }
    splitter.finish(sink);
    return events;
  }

  private static String data(String event) {
    byte[] bytes = event.getBytes(UTF_8);
    EventData data = EventData.of(bytes, 0, bytes.length);
    return new String(data.bytes(), data.from(), data.to() - data.from(), UTF_8);
  }

  @Test
  void theEventsAreTheSameWhereverTheStreamIsCut() {
    byte[] bytes = STREAM.getBytes(UTF_8);
    List<String> whole =
        List.of(
            ": hello\n\n",
            "data: 日本語\r\n\r\n",
            "event: x\rdata:two\rdata: lines\r\r",
            "data\n\n",
            "data: last");

    assertThat(split(bytes)).isEqualTo(whole);
    for (int one = 0; one <= bytes.length; one++) {
      for (int two = one; two <= bytes.length; two++) {
        assertThat(
                split(
                    Arrays.copyOfRange(bytes, 0, one),
                    Arrays.copyOfRange(bytes, one, two),
                    Arrays.copyOfRange(bytes, two, bytes.length)))
            .as("cut at %d and %d", one, two)
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void dataIsReadAsTheStandardSays() {
    assertThat(data("data: a\n\n")).isEqualTo("a");
    assertThat(data("data:a\n\n")).isEqualTo("a");
    assertThat(data("data:  a\r\n\r\n")).isEqualTo(" a");
    assertThat(data("event: x\rdata:two\rdata: lines\r\r")).isEqualTo("two\nlines");
    assertThat(data("data\ndata\n\n")).isEqualTo("\n");
    assertThat(data(": comment\n\n")).isEmpty();
    assertThat(data("database: 1\nid: 2\n\n")).isEmpty();
    assertThat(data("\uFEFFdata: a\n\n")).isEqualTo("a");
    assertThat(data("\uFEFF")).isEmpty();
  }

  @Test
  void whatTheWriterWritesComesBack() {
    Property.check(
        "written events are read again",
        500,
        random -> {
          List<String> expected = new ArrayList<>();
          StringBuilder stream = new StringBuilder();
          SseWriter writer = new SseWriter(bytes -> stream.append(new String(bytes, UTF_8)));
          for (int i = random.nextInt(6); i >= 0; i--) {
            String text = randomText(random);
            writer.event(random.nextBoolean() ? "" : "名" + i, text.getBytes(UTF_8));
            expected.add(text);
          }
          assertThat(split(stream.toString().getBytes(UTF_8)).stream().map(event -> data(event)))
              .containsExactlyElementsOf(expected);
        });
  }

  @Test
  void anyBytesAreCutTheSameInPiecesAndNoneIsLost() {
    byte[] alphabet = "data: event:\n\r\n\r: 😀{}".getBytes(UTF_8);
    Property.check(
        "any bytes are cut the same in pieces",
        2_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(60)];
          byte[][] each = new byte[bytes.length][1];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
            each[i][0] = bytes[i];
          }
          List<String> events = split(bytes);
          assertThat(split(each)).isEqualTo(events);
          if (new String(bytes, UTF_8).indexOf('\uFFFD') < 0) {
            assertThat(String.join("", events)).isEqualTo(new String(bytes, UTF_8));
          }
        });
  }

  private static String randomText(SplittableRandom random) {
    String[] words = {"a", "你", "😀", "\n", " ", ":", "data:", "é"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(words[random.nextInt(words.length)]);
    }
    return text.toString();
  }

  @Test
  void anEventWithoutEndIsNotKeptForEver() {
    EventSplitter splitter = new EventSplitter(1000);
    byte[] piece = "data: x".repeat(50).getBytes(UTF_8);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                splitter.feed(piece, (_, _, _) -> {});
              }
            })
        .isInstanceOf(EventSplitter.TooLongException.class)
        .hasMessageContaining("1,000 bytes");
  }
}
