package dev.breakeven.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.testkit.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  /// What the listener saw, one line each: `name|data` for an event, `:text` for a comment.
  private static final class Seen implements SseReader.Listener {
    final List<String> lines = new ArrayList<>();

    @Override
    public void event(String name, byte[] buffer, int offset, int length) {
      lines.add(name + "|" + new String(buffer, offset, length, UTF_8));
    }

    @Override
    public void comment(byte[] buffer, int offset, int length) {
      lines.add(":" + new String(buffer, offset, length, UTF_8));
    }
  }

  private static List<String> read(byte[] stream, int... splits) {
    Seen seen = new Seen();
    SseReader reader = new SseReader(SseReader.DEFAULT_LIMIT, seen);
    int from = 0;
    for (int split : splits) {
      reader.feed(stream, from, split - from);
      from = split;
    }
    reader.feed(stream, from, stream.length - from);
    reader.end();
    return seen.lines;
  }

  private static List<String> read(String stream) {
    return read(stream.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void readsTheSameAtEverySplitPoint(String eol) {
    String text =
        "\uFEFF: 保活|event: content_block_delta|data: {\"text\":\"你好，世界\"}|data:😀 é||"
            + "data: 最后|id: 7|retry: 9|data|whatever: x||data: [DONE]||";
    byte[] stream = text.replace("|", eol).getBytes(UTF_8);
    List<String> expected =
        List.of(": 保活", "content_block_delta|{\"text\":\"你好，世界\"}\n😀 é", "|最后\n", "|[DONE]");

    assertThat(read(stream)).isEqualTo(expected);
    for (int first = 0; first <= stream.length; first++) {
      assertThat(read(stream, first)).as("split at %d", first).isEqualTo(expected);
      for (int second = first; second <= stream.length; second += 7) {
        assertThat(read(stream, first, second))
            .as("split at %d and %d", first, second)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void theLastEventCountsWithoutItsLineFeeds() {
    assertThat(read("data: a\n\ndata: b")).containsExactly("|a", "|b");
    assertThat(read("data: a\n\ndata: b\n")).containsExactly("|a", "|b");
    assertThat(read("data: a\n\ndata: b\r")).containsExactly("|a", "|b");
  }

  @Test
  void oneSpaceAfterTheColonIsNotData() {
    assertThat(read("data:a\n\ndata:  b\n\ndata:\n\n")).containsExactly("|a", "| b", "|");
  }

  @Test
  void namesHoldForOneEventAndNamesAloneAreNone() {
    assertThat(read("event: ping\n\nevent: x\ndata: 1\n\ndata: 2\n\n"))
        .containsExactly("x|1", "|2");
  }

  @Test
  void anEventBeyondTheLimitIsRefusedHoweverItArrives() {
    Seen seen = new Seen();
    SseReader pieces = new SseReader(64, seen);
    byte[] twenty = "data: 0123456789abcd".getBytes(UTF_8);
    pieces.feed(twenty, 0, 20);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 4; i++) {
                pieces.feed(twenty, 0, 20);
              }
            })
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ANSWER_INVALID))
        .hasMessageContaining("64 bytes");

    SseReader lines = new SseReader(64, seen);
    byte[] many = "data: 0123456789\n".repeat(20).getBytes(UTF_8);
    assertThatThrownBy(() -> lines.feed(many, 0, many.length))
        .isInstanceOf(BreakevenException.class);
    assertThat(seen.lines).isEmpty();
  }

  @Test
  void manyEventsNeedNoMoreRoomThanOne() {
    Seen seen = new Seen();
    SseReader reader = new SseReader(64, seen);
    byte[] event = "data: 0123456789\n\n".getBytes(UTF_8);
    for (int i = 0; i < 1000; i++) {
      reader.feed(event, 0, event.length);
    }
    assertThat(seen.lines).hasSize(1000);
  }

  @Test
  void whatTheWriterWritesComesBackThroughAnySplit() {
    Property.check(
        "written events are read again",
        500,
        random -> {
          List<String> expected = new ArrayList<>();
          StringBuilder stream = new StringBuilder();
          SseWriter writer = new SseWriter(bytes -> stream.append(new String(bytes, UTF_8)));
          for (int i = random.nextInt(6); i >= 0; i--) {
            String name = random.nextBoolean() ? "" : "名" + random.nextInt(9);
            String data = randomText(random);
            writer.event(name, data.getBytes(UTF_8));
            writer.comment("ping");
            expected.add(name + "|" + data);
            expected.add(": ping");
          }
          byte[] bytes = stream.toString().getBytes(UTF_8);
          int first = random.nextInt(bytes.length + 1);
          int second = random.nextInt(first, bytes.length + 1);
          assertThat(read(bytes, first, second)).isEqualTo(expected);
        });
  }

  @Test
  void noBytesWhateverMakeItFailOrDependOnTheSplit() {
    byte[] alphabet = "data: event:\n\r\n\r: 😀{}".getBytes(UTF_8);
    Property.check(
        "any bytes are read the same in pieces",
        2_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(60)];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
          }
          int[] each = new int[bytes.length];
          for (int i = 0; i < each.length; i++) {
            each[i] = i;
          }
          assertThat(read(bytes, each)).isEqualTo(read(bytes));
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
}
