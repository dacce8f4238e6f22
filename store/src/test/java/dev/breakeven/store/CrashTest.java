package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.Opening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills real processes at random moments of appending, importing and compacting, two of three
/// compactions in their last steps, of these one while the manifest is swapped.
class CrashTest {
  private static final long SEED = 20261121;

  @TempDir Path temporary;

  @Test
  void nothingAcknowledgedIsLostAndNothingCountsTwiceIn20Kills() throws Exception {
    killRounds(20);
  }

  @Test
  @Tag("slow")
  void nothingAcknowledgedIsLostAndNothingCountsTwiceIn200Kills() throws Exception {
    killRounds(200);
  }

  private void killRounds(int rounds) throws Exception {
    Path folder = temporary.resolve("ledger");
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
    SplittableRandom random = new SplittableRandom(SEED);
    Set<String> opened = new HashSet<>();
    Set<String> done = new HashSet<>();
    for (int round = 0; round < rounds; round++) {
      try (LedgerProcess writer = LedgerProcess.start(folder, "write", "w" + round, 0)) {
        writer.awaitFirst();
        try (LedgerProcess compaction = LedgerProcess.start(folder, "compact", "", 0)) {
          compaction.awaitFirst();
          Path ids = folder.resolve(Folder.IDS);
          switch (round % 3) {
            case 0 -> compaction.killAfter(random.nextInt(500));
            case 1 -> compaction.killOnceWritten(ids, random.nextInt(4));
            default -> compaction.killWhileSwapping(ids, folder.resolve("manifest.json.new"));
          }
          writer.killAfter(random.nextInt(20));
        }
        for (String line : writer.acknowledged()) {
          (line.startsWith("open ") ? opened : done).add(line.substring(5));
        }
      }
      check(ledger, opened, done, "round " + round);
    }
    ledger.compact();
    check(ledger, opened, done, "after the last compaction");
    assertThat(ledger.verify().unnamedFiles()).isZero();
    assertThat(done.size()).isGreaterThan(100 * rounds);
    try (Stream<Path> left = Files.list(temporary.resolve("jvm-tmp"))) {
      assertThat(left.filter(path -> path.toString().contains("libduckdb")).count())
          .as("native libraries left by %d killed compactions, at most one each", rounds)
          .isLessThanOrEqualTo(rounds);
    }
  }

  private static void check(Ledger ledger, Set<String> opened, Set<String> done, String when) {
    Verified verified = ledger.verify();
    assertThat(verified.problems()).as(when).isEmpty();
    Set<String> present = new HashSet<>();
    Set<String> unclosed = new HashSet<>();
    try (LedgerReader reader = ledger.reader()) {
      reader.attempts(
          Optional.empty(),
          Optional.empty(),
          attempt -> {
            assertThat(present.add(attempt.id().request())).as("%s twice", attempt.id()).isTrue();
            checkWhole(attempt);
          });
      reader.unclosed().stream().map(Opening::id).forEach(id -> unclosed.add(id.request()));
    }
    assertThat(verified.attempts()).as(when).isEqualTo(present.size());
    assertThat(missing(done, present)).as("%s: done, but lost", when).isEmpty();
    Set<String> known = new HashSet<>(present);
    known.addAll(unclosed);
    assertThat(missing(opened, known)).as("%s: opened, but lost", when).isEmpty();
    assertThat(unclosed).as(when).doesNotContainAnyElementsOf(present);
  }

  private static void checkWhole(Attempt attempt) {
    Attempt expected = LedgerProcess.attempt(attempt.id().request());
    if (!attempt.equals(expected)) {
      assertThat(attempt).isEqualTo(expected);
    }
  }

  private static List<String> missing(Set<String> expected, Set<String> found) {
    return expected.stream().filter(name -> !found.contains(name)).sorted().limit(10).toList();
  }
}
