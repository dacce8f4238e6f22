package dev.breakeven.wire.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// A stream has the same events wherever it is cut, and they are all of its bytes.
@Tag("fuzz")
final class EventFuzzTest {
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();

  @FuzzTest(maxDuration = "5m")
  void eventsAreTheSameWhereverTheStreamIsCut(byte[] stream) {
    List<String> whole = events(stream, stream.length);

    assertThat(all.toByteArray()).isEqualTo(stream);
    for (int size : new int[] {1, 2, 3, 7}) {
      assertThat(events(stream, size)).isEqualTo(whole);
    }
    for (int at = 0; at < Math.min(stream.length, 64); at++) {
      assertThat(events(stream, at, stream.length)).isEqualTo(whole);
    }
  }

  private List<String> events(byte[] stream, int... sizes) {
    all.reset();
    List<String> events = new ArrayList<>();
    EventSplitter splitter = new EventSplitter(1 << 20);
    EventSplitter.Sink sink =
        (bytes, from, to) -> {
          all.write(bytes, from, to - from);
          EventData data = EventData.of(bytes, from, to);
          events.add(
              Arrays.toString(Arrays.copyOfRange(bytes, from, to))
                  + Arrays.toString(Arrays.copyOfRange(data.bytes(), data.from(), data.to())));
        };
    int at = 0;
    for (int i = 0; at < stream.length; i++) {
      int size = Math.max(1, sizes[Math.min(i, sizes.length - 1)]);
      splitter.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)), sink);
      at += size;
    }
    splitter.finish(sink);
    return events;
  }
}
