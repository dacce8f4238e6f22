package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void twoCalls() {
    folder = temporary.resolve("ledger");
    Ledger ledger = new Ledger(folder, LedgerSettings.DEFAULT, Clock.fixed(DAY, ZoneOffset.UTC));
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(call("a", 1));
      writer.append(call("b", 5));
    }
  }

  @Test
  void compactsInAProcessOfItsOwnAndStaysWhole() {
    assertThat(run("verify", "--json").json().root())
        .containsEntry("ok", true)
        .containsEntry("hot_lines", BigDecimal.TWO)
        .containsEntry("compacted_rows", BigDecimal.ZERO);
    Shell.Result compacted = run("compact", "--json");
    assertThat(compacted.err()).isEmpty();
    assertThat(compacted.status()).isZero();
    assertThat(compacted.json().root())
        .containsEntry("rows", BigDecimal.TWO)
        .containsEntry("day_files", BigDecimal.ONE);
    Shell.Result verified = run("verify");
    assertThat(verified.status()).isZero();
    assertThat(verified.out())
        .startsWith("2 attempts: 2 compacted in 1 day files, 0 lines in 0 segments (0 live)")
        .endsWith("The ledger is whole.\n");
  }

  /// Two hours of the day busy, $1 an hour for 24 hours; b ran as long as a.
  @Test
  void settlesTheRentOfADay() {
    Shell.Result settled =
        run(
            "settle",
            "--provider",
            "own",
            "--from",
            "2026-11-20",
            "--to",
            "2026-11-21",
            "--gpu-hours",
            "24",
            "--gpu-hour",
            "1");
    assertThat(settled.out())
        .isEqualTo(
            "$24.00 rent (assumed): $2.00 to 2 calls, $22.00 idle; busy 8.33 % of the period\n");
    assertThat(run("verify", "--json").json().root()).containsEntry("attempts", new BigDecimal(3));
  }

  @Test
  void damageIsToldAndEndsWithStatusOne() throws IOException {
    Path segment;
    try (Stream<Path> files = Files.list(folder.resolve("hot"))) {
      segment = files.filter(path -> path.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    bytes[30] ^= 4;
    Files.write(segment, bytes);
    Shell.Result verified = run("verify");
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.out())
        .startsWith("problem: " + segment + ":1: the checksum does not fit\n")
        .endsWith("The ledger is damaged; see above.\n");
  }

  @Test
  void aFolderWithoutALedgerIsAnErrorThatSaysWhatToDo() {
    folder = temporary.resolve("nowhere");
    for (String verb : List.of("verify", "compact")) {
      Shell.Result result = run(verb);
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .isEqualTo(
              "error 110: there is no ledger here ("
                  + folder
                  + "). Run 'breakeven import' first, or name another folder with --ledger.\n");
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void anEmptyPeriodIsWrongUsage() {
    Shell.Result result =
        run(
            "settle",
            "--provider",
            "own",
            "--from",
            "2026-11-21",
            "--to",
            "2026-11-21",
            "--gpu-hours",
            "24",
            "--gpu-hour",
            "1");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("--to: 2026-11-21 is not after --from 2026-11-21");
  }

  private Shell.Result run(String verb, String... more) {
    return Shell.run(
        Stream.of(Stream.of("ledger", verb, "--ledger", folder.toString()), Stream.of(more))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static Attempt call(String request, int hour) {
    return new Attempt(
        new AttemptId(request, 1),
        DAY.plus(Duration.ofHours(hour)),
        "gateway",
        Scope.NONE,
        Call.of("llama", "own"),
        Metered.reported(Usage.of(1, 1)),
        new Timing(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(3_600_000)),
        Ending.UNKNOWN,
        new Cost.Unpriced("not settled"),
        Optional.empty(),
        "");
  }
}
