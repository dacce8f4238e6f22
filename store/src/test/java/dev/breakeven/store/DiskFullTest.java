package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Writers whose operating system takes no more than 64 KB into a file.
@DisabledOnOs(OS.WINDOWS)
class DiskFullTest {
  private static final int BLOCKS = 128;

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"fill", "together", "import"})
  void aFullDiskIsSaidAndWhatWasAcknowledgedStays(String role) throws Exception {
    Path folder = temporary.resolve("ledger");
    List<String> lines;
    try (LedgerProcess writer = LedgerProcess.start(folder, role, "w", BLOCKS)) {
      lines = writer.acknowledged();
    }
    assertThat(lines.removeLast())
        .startsWith("error 300: cannot write to the ledger: ")
        .contains(folder.toString())
        .endsWith("Free some disk or set a retention; what was written before is kept.");
    assertThat(lines).hasSizeGreaterThan(50);
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
    Verified verified = ledger.verify();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.tornBytes()).as("half a line was taken back").isZero();
    List<String> present = new ArrayList<>();
    try (LedgerReader reader = ledger.reader()) {
      reader.attempts(
          Optional.empty(),
          Optional.empty(),
          attempt -> present.add("done " + attempt.id().request()));
    }
    assertThat(present).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aCompactionThatCannotWriteChangesNothing() throws Exception {
    assumeThat(Path.of("/usr/bin/prlimit")).exists();
    Path folder = temporary.resolve("ledger");
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 2000; i++) {
        writer.append(Samples.call("r" + i, Samples.NOON));
      }
    }
    try (LedgerProcess compaction = LedgerProcess.start(folder, "compact-full", "", 0)) {
      assertThat(compaction.acknowledged())
          .singleElement()
          .asString()
          .startsWith("error 300: cannot write")
          .contains("File too large");
    }
    Verified verified = ledger.verify();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.hotLines()).isEqualTo(2000);
    assertThat(ledger.compact().rows()).isEqualTo(2000);
    assertThat(ledger.verify().unnamedFiles()).isZero();
  }
}
