package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.LedgerWriter.Appended;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
  }

  @Test
  void anyAttemptComesBackFromHotAndFromCold() {
    SplittableRandom random = new SplittableRandom(1);
    List<Attempt> written = new ArrayList<>();
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 40; i++) {
        Attempt attempt = Samples.any(random);
        assertThat(writer.append(attempt)).isEqualTo(Appended.NEW);
        written.add(attempt);
      }
    }
    written.sort(Comparator.comparing(Attempt::at));
    assertThat(attempts()).containsExactlyElementsOf(written);
    ledger.compact();
    assertThat(attempts()).containsExactlyElementsOf(written);
    assertSound();
  }

  @Test
  void openRowsAreUnclosedUntilTheirCloseWhereverItIs() {
    LedgerWriter writer = ledger.writer();
    writer.opened(Samples.opening("one", Samples.NOON, 7));
    writer.opened(Samples.opening("two", Samples.NOON, 8));
    writer.roll();
    ledger.compact();
    assertThat(unclosed()).containsExactlyInAnyOrder("one", "two");
    writer.closed(Samples.call("one", Samples.NOON));
    assertThat(unclosed()).containsExactly("two");
    writer.close();
    assertThat(ledger.compact().unclosed()).isEqualTo(1);
    assertThat(unclosed()).containsExactly("two");
    assertThat(attempts()).extracting(attempt -> attempt.id().request()).containsExactly("one");
    assertThat(ledger.verify().reserved()).isEqualTo(new Usd(8));
    assertSound();
  }

  @Test
  void linesWrittenTogetherAreThereWhenThatReturnsEvenMoreThanTheBufferHolds() {
    for (boolean strict : new boolean[] {false, true}) {
      String name = strict ? "strict-" : "usual-";
      LedgerSettings settings = LedgerSettings.DEFAULT.withStrict(strict);
      try (LedgerWriter writer = new Ledger(folder, settings, Samples.CLOCK).writer()) {
        writer.together(
            () -> {
              for (int i = 0; i < 1000; i++) {
                writer.opened(Samples.opening(name + i, Samples.NOON, 1));
                writer.closed(Samples.call(name + i, Samples.NOON));
              }
              writer.opened(Samples.opening(name + "open", Samples.NOON, 1));
            });
        assertThat(attempts().stream().filter(each -> each.id().request().startsWith(name)))
            .hasSize(1000);
        assertThat(unclosed()).contains(name + "open").hasSize(strict ? 2 : 1);
      }
    }
    assertSound();
  }

  @Test
  void aSecondImportChangesNothingHotOrCold() {
    try (LedgerWriter writer = ledger.writer()) {
      assertThat(writer.append(Samples.call("a", Samples.NOON))).isEqualTo(Appended.NEW);
      assertThat(writer.append(Samples.call("a", Samples.NOON))).isEqualTo(Appended.KNOWN);
    }
    try (LedgerWriter writer = ledger.writer()) {
      assertThat(writer.append(Samples.call("a", Samples.NOON))).isEqualTo(Appended.KNOWN);
    }
    ledger.compact();
    try (LedgerWriter writer = ledger.writer()) {
      assertThat(writer.append(Samples.call("a", Samples.NOON))).isEqualTo(Appended.KNOWN);
      assertThat(writer.append(Samples.call("b", Samples.NOON))).isEqualTo(Appended.NEW);
    }
    assertThat(attempts()).hasSize(2);
    assertSound();
  }

  @Test
  void otherTokensForTheSameAttemptReplaceTheEarlierAndAbsentOnesNever() {
    Attempt partial = Samples.call("a", Samples.NOON, Usage.of(10, 1));
    Attempt whole = Samples.call("a", Samples.NOON, Usage.of(10, 99));
    append(partial);
    ledger.compact();
    assertThat(append(whole)).isEqualTo(Appended.REVISED);
    assertThat(append(withoutUsage(whole))).isEqualTo(Appended.KNOWN);
    assertThat(attempts()).containsExactly(whole);
    assertThat(ledger.compact().revised()).isEqualTo(1);
    assertThat(attempts()).containsExactly(whole);
    assertThat(append(whole)).isEqualTo(Appended.KNOWN);
    assertSound();
  }

  @Test
  void attemptsComeInTheSameOrderHoweverManyDaysAreReadAtOnce() {
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 30; i++) { // three a day, and none on some days
        writer.append(Samples.call("cold-" + i, Samples.NOON.minus(Duration.ofHours(8L * i * i))));
      }
    }
    ledger.compact();
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 30; i++) {
        writer.append(Samples.call("hot-" + i, Samples.NOON.minus(Duration.ofHours(9L * i * i))));
      }
      writer.correct(outcome("cold-9", 1, "resolved"));
    }
    Optional<Instant> from = Optional.of(Samples.NOON.minus(Duration.ofDays(200)));
    Optional<Instant> midnight = Optional.of(Instant.parse("2026-11-18T00:00:00Z"));
    try (Snapshot snapshot = Snapshot.open(new Folder(folder))) {
      for (long aPart : new long[] {1, 2, 7, 30}) {
        assertThat(read(snapshot, Optional.empty(), Optional.empty(), aPart))
            .hasSize(60)
            .isEqualTo(read(snapshot, Optional.empty(), Optional.empty(), Long.MAX_VALUE));
        assertThat(read(snapshot, from, midnight, aPart))
            .hasSizeBetween(10, 50)
            .isEqualTo(read(snapshot, from, midnight, Long.MAX_VALUE));
      }
    }
  }

  private static List<Attempt> read(
      Snapshot snapshot, Optional<Instant> from, Optional<Instant> to, long aPart) {
    List<Attempt> attempts = new ArrayList<>();
    snapshot.attempts(from, to, aPart, attempts::add);
    return attempts;
  }

  @Test
  void importsThatRaceCountEachAttemptOnce() {
    try (LedgerWriter first = ledger.writer();
        LedgerWriter second = ledger.writer()) {
      first.append(Samples.call("own", Samples.NOON));
      second.append(Samples.call("other", Samples.NOON));
      assertThat(first.append(Samples.call("same", Samples.NOON))).isEqualTo(Appended.NEW);
      assertThat(second.append(Samples.call("same", Samples.NOON))).isEqualTo(Appended.NEW);
    }
    assertThat(attempts()).hasSize(3);
    assertThat(ledger.compact().repeated()).isEqualTo(1);
    assertThat(attempts()).hasSize(3);
    assertSound();
  }

  @Test
  void correctionsApplyToHotAndColdRowsAndTheLatestHolds() {
    append(Samples.call("cold", Samples.NOON));
    ledger.compact();
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(Samples.call("hot", Samples.NOON.plusSeconds(1)));
      writer.correct(outcome("cold", 2, "resolved"));
      writer.correct(outcome("cold", 1, "failed"));
      writer.correct(outcome("later", 1, "resolved"));
      writer.correct(repriced("hot", 1, new Cost.Unpriced("gone"), Optional.empty()));
      writer.correct(
          repriced(
              "cold",
              3,
              new Cost.Priced(new Usd(77), Basis.INVOICE, "v2"),
              Optional.of(Ratio.of(3, 2))));
    }
    checkCorrected();
    ledger.compact();
    checkCorrected();
    append(Samples.call("later", Samples.NOON.plusSeconds(2)));
    assertThat(attempts().getLast().outcome()).isEqualTo("resolved");
    ledger.compact();
    assertThat(attempts().getLast().outcome()).isEqualTo("resolved");
    assertThat(ledger.verify().corrections()).isZero();
    assertSound();
  }

  private void checkCorrected() {
    List<Attempt> attempts = attempts();
    assertThat(attempts).hasSize(2);
    assertThat(attempts.getFirst().outcome()).isEqualTo("resolved");
    assertThat(attempts.getFirst().cost())
        .isEqualTo(new Cost.Priced(new Usd(77), Basis.INVOICE, "v2"));
    assertThat(attempts.getFirst().gpuSeconds()).contains(Ratio.of(3, 2));
    assertThat(attempts.get(1).cost()).isEqualTo(new Cost.Unpriced("gone"));
  }

  @Test
  void manySmallCompactionsEndInFewFilesAndOneIndex() throws IOException {
    for (int i = 0; i < 20; i++) {
      append(Samples.call("r" + i, Samples.NOON.plusSeconds(i)));
      ledger.compact();
    }
    assertThat(attempts()).hasSize(20);
    Manifest manifest = Manifest.read(new Folder(folder));
    assertThat(manifest.days().size()).isLessThanOrEqualTo(8);
    assertThat(manifest.ids().size()).isLessThanOrEqualTo(8);
    ledger.compact();
    assertThat(ledger.verify().unnamedFiles()).isZero();
    assertSound();
  }

  @Test
  void retentionDropsOldDaysAtCompaction() {
    append(Samples.call("old", Samples.NOON.minus(Duration.ofDays(40))));
    append(Samples.call("edge", Samples.NOON.minus(Duration.ofDays(29))));
    ledger.compact();
    append(Samples.call("older", Samples.NOON.minus(Duration.ofDays(41))));
    append(Samples.call("new", Samples.NOON));
    Ledger keeping =
        new Ledger(folder, LedgerSettings.DEFAULT.withRetentionDays(30), Samples.CLOCK);
    assertThat(keeping.compact().expiredFiles()).isEqualTo(1);
    assertThat(attempts())
        .extracting(attempt -> attempt.id().request())
        .containsExactly("edge", "new");
    assertThat(append(Samples.call("old", Samples.NOON.minus(Duration.ofDays(40)))))
        .as("what expired stays away")
        .isEqualTo(Appended.KNOWN);
    assertSound();
  }

  @Test
  void segmentsRotateBySizeAndAllAreRead() {
    Ledger small =
        new Ledger(folder, LedgerSettings.DEFAULT.withSegmentBytes(2_000), Samples.CLOCK);
    try (LedgerWriter writer = small.writer()) {
      for (int i = 0; i < 30; i++) {
        writer.opened(Samples.opening("r" + i, Samples.NOON, 1));
        writer.closed(Samples.call("r" + i, Samples.NOON.plusSeconds(i)));
      }
      assertThat(attempts()).as("read while the writer is at work").hasSize(30);
    }
    assertThat(Manifest.read(new Folder(folder)).segments().size()).isGreaterThan(5);
    assertSound();
  }

  @Test
  void aLiveSegmentIsLeftToItsWriter() {
    try (LedgerWriter writer = ledger.writer()) {
      writer.closed(Samples.call("a", Samples.NOON));
      Compacted idle = ledger.compact();
      assertThat(idle.segments()).isZero();
      assertThat(idle.liveSegments()).isEqualTo(1);
      writer.roll();
      writer.closed(Samples.call("b", Samples.NOON));
      assertThat(ledger.compact().rows()).isEqualTo(1);
      assertThat(attempts()).hasSize(2);
    }
    assertSound();
  }

  @Test
  void damagedAndMissingFilesAreProblemsThatAreNamed() throws IOException {
    append(Samples.call("a", Samples.NOON));
    append(Samples.call("b", Samples.NOON));
    Path segment = folder.resolve(Manifest.read(new Folder(folder)).segments().getFirst());
    byte[] bytes = Files.readAllBytes(segment);
    bytes[20] ^= 1;
    Files.write(segment, bytes);
    assertThat(ledger.verify().problems())
        .containsExactly(segment + ":1: the checksum does not fit");
    assertThat(attempts()).hasSize(1);
    assertThat(ledger.compact().damagedLines()).isEqualTo(1);
    assertThat(folder.resolve("damaged").resolve(segment.getFileName()))
        .as("the segment is kept")
        .hasBinaryContent(bytes);
    Path day = folder.resolve(Manifest.read(new Folder(folder)).days().getFirst().file().name());
    flip(day);
    assertThat(ledger.verify().problems()).singleElement().asString().contains("checksum");
    Files.delete(day);
    assertThat(ledger.verify().problems()).singleElement().asString().contains("not there");
  }

  @Test
  void aDamagedNewerOrLostManifestIsRefusedWithWhatToDo() throws IOException {
    append(Samples.call("a", Samples.NOON));
    Path manifest = folder.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"schema\":1", "\"schema\":2"));
    assertThatThrownBy(this::attempts)
        .isInstanceOf(BreakevenException.class)
        .hasMessage("the ledger has schema version 2, this program knows up to 1");
    Files.writeString(manifest, text.replace("\"next\":2", "\"next\":3"));
    assertThatThrownBy(this::attempts).hasMessage("the manifest does not fit its checksum");
    Files.delete(manifest);
    assertThatThrownBy(this::attempts).hasMessageContaining("the manifest is missing");
    assertThatThrownBy(ledger::compact).hasMessageContaining("the manifest is missing");
    assertThatThrownBy(() -> append(Samples.call("b", Samples.NOON)))
        .hasMessageContaining("the manifest is missing");
  }

  @Test
  void belowTheWatermarkNothingBeginsButWhatIsOpenCanClose() {
    Ledger full =
        new Ledger(
            folder, LedgerSettings.DEFAULT.withMinimumFreeBytes(Long.MAX_VALUE), Samples.CLOCK);
    append(Samples.call("before", Samples.NOON));
    try (LedgerWriter writer = full.writer()) {
      assertThatThrownBy(() -> writer.opened(Samples.opening("a", Samples.NOON, 1)))
          .isInstanceOfSatisfying(
              BreakevenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_FULL));
      assertThatThrownBy(() -> writer.append(Samples.call("b", Samples.NOON)))
          .hasMessageContaining("of disk are free");
      writer.closed(Samples.call("in-flight", Samples.NOON));
    }
    assertThat(attempts()).hasSize(2);
    assertSound();
  }

  @Test
  void strictWritesAreOnTheDiskWhenTheyReturn() {
    Ledger strict = new Ledger(folder, LedgerSettings.DEFAULT.withStrict(true), Samples.CLOCK);
    try (LedgerWriter writer = strict.writer()) {
      writer.opened(Samples.opening("a", Samples.NOON, 1));
      writer.closed(Samples.call("a", Samples.NOON));
    }
    assertThat(attempts()).hasSize(1);
  }

  private static Correction outcome(String request, long second, String text) {
    return new Correction(
        new AttemptId(request, 1), Instant.ofEpochSecond(second), new Correction.Outcome(text));
  }

  private static Correction repriced(
      String request, long second, Cost cost, Optional<Ratio> gpuSeconds) {
    return new Correction(
        new AttemptId(request, 1),
        Instant.ofEpochSecond(second),
        new Correction.Repriced(cost, gpuSeconds));
  }

  private static Attempt withoutUsage(Attempt attempt) {
    return new Attempt(
        attempt.id(),
        attempt.at(),
        attempt.source(),
        attempt.scope(),
        attempt.call(),
        Metered.ABSENT,
        attempt.timing(),
        attempt.ending(),
        attempt.cost(),
        attempt.gpuSeconds(),
        attempt.outcome());
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private Appended append(Attempt attempt) {
    try (LedgerWriter writer = ledger.writer()) {
      return writer.append(attempt);
    }
  }

  private List<Attempt> attempts() {
    try (LedgerReader reader = ledger.reader()) {
      List<Attempt> attempts = new ArrayList<>();
      reader.attempts(Optional.empty(), Optional.empty(), attempts::add);
      return attempts;
    }
  }

  private List<String> unclosed() {
    try (LedgerReader reader = ledger.reader()) {
      return reader.unclosed().stream().map(opening -> opening.id().request()).toList();
    }
  }

  private void assertSound() {
    assertThat(ledger.verify().problems()).isEmpty();
  }
}
