package dev.breakeven.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.testkit.Property;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextSourceTest {
  private static final byte[] SKIPPABLE = {0x5F, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};

  private interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packer packer, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.over(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] numbers(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(i * 7919L % 100_003).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private record Seen(String text, boolean damaged) {}

  private static Seen read(byte[] bytes) {
    Lines lines = TextSource.of("in", new ByteArrayInputStream(bytes)).lines();
    StringBuilder text = new StringBuilder();
    while (lines.next()) {
      text.append(
          new String(
              lines.bytes(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8));
      text.append(lines.terminated() ? "\n" : "");
    }
    return new Seen(text.toString(), lines.damage().isPresent());
  }

  @Test
  void readsGzipAndZstdMemberAfterMember() throws IOException {
    byte[] text = numbers(50_000);
    byte[] gzip = packed(GZIPOutputStream::new, text);
    byte[] zstd = packed(ZstdOutputStream::new, text);
    String whole = new String(text, StandardCharsets.UTF_8);
    assertThat(read(gzip)).isEqualTo(new Seen(whole, false));
    assertThat(read(joined(gzip, gzip))).isEqualTo(new Seen(whole + whole, false));
    assertThat(read(zstd)).isEqualTo(new Seen(whole, false));
    assertThat(read(joined(SKIPPABLE, zstd, SKIPPABLE, zstd, SKIPPABLE)))
        .isEqualTo(new Seen(whole + whole, false));
    assertThat(read(joined(zstd, SKIPPABLE, zstd))).isEqualTo(new Seen(whole + whole, false));
  }

  @Test
  void keepsWhatCameBeforeACut() throws IOException {
    byte[] text = numbers(200_000);
    String whole = new String(text, StandardCharsets.UTF_8);
    for (Packer packer : new Packer[] {GZIPOutputStream::new, ZstdOutputStream::new}) {
      byte[] packed = packed(packer, text);
      Seen seen = read(Arrays.copyOf(packed, packed.length * 3 / 4));
      assertThat(seen.damaged()).isTrue();
      assertThat(whole).startsWith(seen.text());
      assertThat(seen.text().length()).isGreaterThan(whole.length() / 3);
    }
  }

  @Test
  void neverTakesSpoiltZstdForWhole() throws IOException {
    byte[] text = numbers(3_000);
    byte[] zstd = packed(ZstdOutputStream::new, text);
    String whole = new String(text, StandardCharsets.UTF_8);
    Property.check("spoilt zstd", 500, random -> isWholeOrDamaged(random, zstd, whole));
  }

  private static void isWholeOrDamaged(SplittableRandom random, byte[] zstd, String whole) {
    byte[] spoilt = zstd.clone();
    spoilt[random.nextInt(4, spoilt.length)] ^= (byte) (1 << random.nextInt(8));
    Seen seen;
    try {
      seen = read(spoilt);
    } catch (BreakevenException refused) {
      return;
    }
    assertThat(seen.damaged() || seen.text().equals(whole)).isTrue();
  }

  @Test
  void bytesAfterAZstdFrameAreDamage() throws IOException {
    byte[] zstd = packed(ZstdOutputStream::new, numbers(10));
    assertThat(read(joined(zstd, new byte[] {'x'})).damaged()).isTrue();
  }

  @Test
  void readsAPipeThatHasNothingAtHandBetweenMembers() throws IOException {
    byte[] gzip = packed(GZIPOutputStream::new, numbers(10));
    InputStream both = new ByteArrayInputStream(joined(gzip, gzip));
    InputStream slow =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return both.read();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return both.read(bytes, offset, Math.min(length, gzip.length));
          }
        };
    Lines lines = TextSource.of("-", slow).lines();
    int count = 0;
    while (lines.next()) {
      count++;
    }
    assertThat(count).isEqualTo(20);
  }

  @Test
  void namesContainersThatAreNoText() {
    assertThatThrownBy(() -> read(new byte[] {'P', 'K', 3, 4, 0}))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FORMAT_UNKNOWN);
              assertThat(e.what()).isEqualTo("input is a zip archive");
              assertThat(e.remedy()).contains("Unpack");
            });
    assertThatThrownBy(() -> read("\uFEFFx".getBytes(StandardCharsets.UTF_16LE)))
        .hasMessageContaining("UTF-16");
  }

  @Test
  void aGzipHeaderCutShortIsUnreadable() {
    assertThatThrownBy(() -> read(new byte[] {0x1F, (byte) 0x8B, 8}))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_UNREADABLE));
  }

  @Test
  void saysWhatIsWrongWithAPath(@TempDir Path folder) {
    InputStream none = InputStream.nullInputStream();
    assertThatThrownBy(() -> TextSource.open("no/such.csv", none))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FILE_MISSING);
              assertThat(e.where()).isEqualTo("no/such.csv");
            });
    assertThatThrownBy(() -> TextSource.open("nul\0name", none))
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_MISSING));
    assertThatThrownBy(() -> TextSource.open(folder.toString(), none))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_UNREADABLE));
  }
}
