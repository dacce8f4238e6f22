package dev.breakeven.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LinesTest {
  private static Lines of(String text) {
    return new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> all(Lines lines) {
    List<String> all = new ArrayList<>();
    while (lines.next()) {
      all.add(
          new String(
              lines.bytes(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8));
    }
    return all;
  }

  /// Gives `total` bytes of `a`, with a line feed at the places in `feeds`, holding none of them.
  private static InputStream endless(long total, long... feeds) {
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        return -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        int count = (int) Math.min(Math.min(length, 1 << 16), total - at);
        java.util.Arrays.fill(bytes, offset, offset + Math.max(0, count), (byte) 'a');
        for (long feed : feeds) {
          if (feed >= at && feed < at + count) {
            bytes[offset + (int) (feed - at)] = '\n';
          }
        }
        at += count;
        return count <= 0 ? -1 : count;
      }
    };
  }

  @Test
  void splitsAtFeedsAndDropsOneReturn() {
    assertThat(all(of("a\r\n\n b\r\r\nlast"))).containsExactly("a", "", " b\r", "last");
    assertThat(all(of(""))).isEmpty();
    assertThat(all(of("\n"))).containsExactly("");
  }

  @Test
  void dropsAByteOrderMarkAtTheStartOnly() {
    assertThat(all(of("\uFEFFa\n\uFEFFb"))).containsExactly("a", "\uFEFFb");
  }

  @Test
  void agreesWithSplitOnAnyBytesInAnyPieces() {
    Property.check("lines", 500, LinesTest::agreesWithSplit);
  }

  private static void agreesWithSplit(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(400); i > 0; i--) {
      text.append("ab\n\r,".charAt(random.nextInt(5)));
    }
    InputStream whole = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
    InputStream pieces =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return whole.read();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return whole.read(bytes, offset, Math.min(length, random.nextInt(1, 20)));
          }
        };
    Lines lines = new Lines(pieces);
    if (random.nextBoolean()) {
      lines.peek(3);
    }
    List<String> expected = new ArrayList<>(List.of(text.toString().split("\n", -1)));
    if (expected.getLast().isEmpty()) {
      expected.removeLast();
    }
    expected.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    assertThat(all(lines)).isEqualTo(expected);
  }

  @Test
  void peekingShowsLinesThatAreNotBlankAndReadsNothing() {
    Lines lines = of("\n  \nfirst\r\nsecond\nthird");
    assertThat(lines.peek(2)).extracting(String::new).containsExactly("first", "second");
    assertThat(all(lines)).containsExactly("", "  ", "first", "second", "third");
  }

  @Test
  void peekingCutsALongFirstLine() {
    Lines lines = new Lines(endless(1 << 20));
    assertThat(lines.peek(5)).singleElement().satisfies(line -> assertThat(line).hasSize(1 << 16));
  }

  @Test
  void skipsALineOfGigabytesWithoutHoldingIt() {
    long feed = 3_000_000_000L;
    Lines lines = new Lines(endless(feed + 4, feed));
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isTrue();
    assertThat(lines.bytes().length).isLessThanOrEqualTo(4 * Lines.MAX_LINE);
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isFalse();
    assertThat(lines.number()).isEqualTo(2);
    assertThat(lines.end() - lines.start()).isEqualTo(3);
    assertThat(lines.next()).isFalse();
  }

  @Test
  void holdsALineOfTheLongestLength() {
    Lines lines = new Lines(endless(Lines.MAX_LINE + 1L, Lines.MAX_LINE));
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isFalse();
    assertThat(lines.end() - lines.start()).isEqualTo(Lines.MAX_LINE);
  }

  @Test
  void aStreamThatBreaksOffEndsTheLinesAndSaysWhy() {
    InputStream broken =
        new InputStream() {
          private boolean given;

          @Override
          public int read() throws IOException {
            throw new IOException("cable cut");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            if (given) {
              throw new IOException("cable cut");
            }
            given = true;
            bytes[offset] = 'x';
            return 1;
          }
        };
    Lines lines = new Lines(broken);
    assertThat(all(lines)).containsExactly("x");
    assertThat(lines.terminated()).isFalse();
    assertThat(lines.damage()).contains("cable cut");
  }
}
