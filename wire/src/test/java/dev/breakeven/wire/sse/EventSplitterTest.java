package dev.breakeven.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
