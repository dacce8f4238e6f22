package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.testkit.Property;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotLinesTest {
  @TempDir Path folder;

  @Test
  void everyEntryComesBackAsItWasWritten() {
    Property.check(
        "codec round trip",
        3000,
        random -> {
          Entry entry = anyEntry(random);
          byte[] line = line(entry);
          assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
          assertThat(Line.isIntact(line, 0, line.length - 1)).isTrue();
          assertThat(new EntryCodec().read(line, 0, line.length - 1)).isEqualTo(entry);
        });
  }

  @Test
  void aLineIsReadableJsonWithoutEmptyFields() {
    Entry open = new Entry.Opened(Samples.opening("r-1", Samples.NOON, 5));
    String line = new String(line(open), StandardCharsets.UTF_8);
    assertThat(line)
        .startsWith(
            "{\"k\":\"open\",\"request\":\"r-1\",\"attempt\":1,\"at\":1795176000000000,"
                + "\"model_asked\":\"gpt-x\",\"reserved_nanos\":5,\"crc\":\"")
        .endsWith("\"}\n");
  }

  @Test
  void aSegmentCutAnywhereInItsLastLineLosesThatLineOnly() throws IOException {
    byte[] whole = segment(2);
    int last = whole.length - line(entry(1)).length;
    for (int cut = last; cut < whole.length; cut++) {
      List<Entry> read = new ArrayList<>();
      SegmentScan scan = scan(Arrays.copyOf(whole, cut), read);
      assertThat(read).as("cut at %d", cut).containsExactly(entry(0));
      assertThat(scan.damaged()).isEmpty();
      assertThat(scan.tornBytes()).isEqualTo(cut - last);
    }
  }

  @Test
  void everyFlippedBitIsDetected() throws IOException {
    byte[] whole = segment(3);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      List<Entry> read = new ArrayList<>();
      SegmentScan scan = scan(flipped, read);
      assertThat(scan.damaged().size() + scan.tornBytes()).as("bit %d", bit).isPositive();
      assertThat(List.of(entry(0), entry(1), entry(2))).as("bit %d", bit).containsAll(read);
      assertThat(read).hasSizeBetween(1, 2);
    }
  }

  @Test
  void linesLongerThanTheReadBufferAreRead() throws IOException {
    Entry large =
        new Entry.Corrected(
            new Correction(
                new AttemptId("r", 1),
                Samples.NOON,
                new Correction.Outcome("é".repeat(3_000_000))));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(line(entry(0)));
    bytes.writeBytes(line(large));
    bytes.writeBytes(line(entry(1)));
    List<Entry> read = new ArrayList<>();
    scan(bytes.toByteArray(), read);
    assertThat(read).containsExactly(entry(0), large, entry(1));
  }

  @Test
  void anIntactLineOfAnUnknownKindIsDamageWithAReason() throws IOException {
    byte[] content = "{\"k\":\"later\"".getBytes(StandardCharsets.UTF_8);
    byte[] line = Arrays.copyOf(content, content.length + Line.SUFFIX + 1);
    Line.seal(line, 0, content.length);
    line[line.length - 1] = '\n';
    SegmentScan scan = scan(line, new ArrayList<>());
    assertThat(scan.damaged()).containsExactly(new SegmentScan.Damage(1, "kind of line: 'later'"));
  }

  private SegmentScan scan(byte[] bytes, List<Entry> read) throws IOException {
    Path file = folder.resolve("segment.jsonl");
    Files.write(file, bytes);
    return SegmentScan.of(file, (line, _, _, _) -> read.add(line.entry()));
  }

  private static byte[] segment(int lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < lines; i++) {
      bytes.writeBytes(line(entry(i)));
    }
    return bytes.toByteArray();
  }

  private static Entry entry(int index) {
    return new Entry.Opened(Samples.opening("request-" + index, Samples.NOON, index));
  }

  private static byte[] line(Entry entry) {
    LineBuffer line = new LineBuffer();
    EntryCodec.write(entry, line);
    return Arrays.copyOf(line.bytes(), line.length());
  }

  private static Entry anyEntry(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Entry.Opened(Samples.anyOpening(random));
      case 1 ->
          new Entry.Corrected(
              new Correction(
                  new AttemptId("r" + random.nextInt(), 1),
                  Samples.instant(random),
                  new Correction.Outcome("resolved")));
      case 2 ->
          new Entry.Corrected(
              new Correction(
                  new AttemptId("r" + random.nextInt(), 1),
                  Samples.instant(random),
                  new Correction.Repriced(
                      Samples.cost(random), Optional.of(Ratio.of(random.nextInt(1000), 8)))));
      default -> new Entry.Completed(Samples.any(random), random.nextBoolean());
    };
  }
}
