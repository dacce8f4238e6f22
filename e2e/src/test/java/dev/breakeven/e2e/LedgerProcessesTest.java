package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.e2e.PackagedApp.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged app over one ledger, in processes that end by themselves or are killed.
class LedgerProcessesTest {
  /// Enough for a compaction to start by itself.
  private static final int CALLS = 90_000;

  private static final String USAGE = "$BE usage --by model,project --json --ledger ";

  @TempDir Path folder;
  private PackagedApp app;

  @BeforeEach
  void needsTheApp() {
    assumeThat(PackagedApp.isBuilt()).as("the app is built by ./dev test").isTrue();
    app = new PackagedApp(folder);
  }

  private Path ledger() {
    return folder.resolve("ledger");
  }

  private static void writeLog(Path file, String name, int calls) throws IOException {
    Files.createDirectories(file.getParent());
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < calls; i++) {
      lines.append(
          """
          {"type":"assistant","sessionId":"s","timestamp":"2026-11-01T10:%02d:%02dZ",\
          "requestId":"r%d","message":{"id":"%s%d","model":"claude-sonnet-4-5",\
          "stop_reason":"end_turn","usage":{"input_tokens":%d,"output_tokens":2}}}
          """
              .formatted(i / 60 % 60, i % 60, i, name, i, 1 + i % 7));
    }
    Files.writeString(file, lines);
  }

  private boolean hasDayFile() throws IOException {
    try (Stream<Path> files = Files.walk(ledger().resolve("cold"))) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  /// Something that comes true within a minute or so.
  @FunctionalInterface
  private interface Awaited {
    boolean isSo() throws IOException;
  }

  private static void await(String what, Awaited awaited) throws Exception {
    for (int i = 0; i < 1_200 && !awaited.isSo(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(awaited.isSo()).as(what).isTrue();
  }

  @Test
  void anImportThatIsKilledIsMadeWholeByTheNext() throws Exception {
    killImports(2, 10_000);
  }

  /// Large enough for compactions to start by themselves between the kills.
  @Test
  @Tag("slow")
  void anImportThatIsKilledIsMadeWholeByTheNextIn40Kills() throws Exception {
    killImports(20, CALLS);
  }

  /// In each round a new ledger and two imports that are killed at random moments, one of them
  /// while it writes; the next import leaves what an import in peace leaves.
  private void killImports(int rounds, int calls) throws Exception {
    for (String project : List.of("a", "b", "c")) {
      writeLog(folder.resolve("logs/projects/" + project + "/s.jsonl"), project, calls / 3);
    }
    long began = System.nanoTime();
    assertThat(app.sh("$BE import logs --ledger whole").status()).isZero();
    long peace = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    Ended whole = app.sh(USAGE + "whole");
    assertThat(whole.out()).contains("\"attempts\":" + calls / 3 * 3 + ",");
    SplittableRandom random = new SplittableRandom(20261121);
    for (int round = 0; round < rounds; round++) {
      String name = "ledger-" + round;
      Path hot = folder.resolve(name).resolve("hot");
      killImport(name, () -> true, random.nextLong(peace));
      killImport(name, () -> hasLines(hot), random.nextLong(1 + peace / 4));
      assertThat(app.sh("$BE import logs --ledger " + name).status()).as(name).isZero();
      assertThat(app.sh("$BE ledger verify --ledger " + name).status()).as(name).isZero();
      assertThat(app.sh(USAGE + name)).as(name).isEqualTo(whole);
    }
  }

  /// Starts an import and kills it, as `kill -9` does, some time after `begun`.
  private void killImport(String ledger, Awaited begun, long millis) throws Exception {
    Process importing = app.start("exec $BE import logs --ledger " + ledger, Map.of());
    try {
      while (!begun.isSo() && importing.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      importing.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      importing.destroyForcibly().waitFor();
    }
  }

  private static boolean hasLines(Path hot) {
    File[] segments = hot.toFile().listFiles((_, name) -> name.endsWith(".jsonl"));
    return segments != null && Stream.of(segments).anyMatch(segment -> segment.length() > 0);
  }

  @Test
  void anImportStartsACompactionAndDoctorTellsWhenItFailed() throws Exception {
    writeLog(folder.resolve("logs/projects/a/s.jsonl"), "a", CALLS);
    Path log = ledger().resolve("compaction.log");
    Path obstacle = ledger().resolve("cold/2026-11-01");
    Files.createDirectories(obstacle.getParent());
    Files.createSymbolicLink(obstacle, Path.of("/dev/null/nowhere"));

    Ended first = app.sh("$BE import logs --ledger ledger");
    assertThat(first.err()).isEqualTo("note: the ledger is being compacted in the background\n");
    assertThat(first.out()).startsWith("Added 90,000 calls.");
    await("what went wrong", () -> Files.exists(log) && Files.size(log) > 0);
    Ended doctor = app.sh("$BE doctor --ledger ledger");
    assertThat(doctor.status()).isZero();
    assertThat(doctor.out())
        .contains(
            "note: the last compaction that started by itself did not end: error ",
            "cannot write compacted files",
            "(ledger/compaction.log). Nothing is lost; run 'breakeven ledger compact'.\n");

    Files.delete(obstacle);
    Ended second = app.sh("$BE import logs --ledger ledger");
    assertThat(second.out()).startsWith("Nothing is new: the ledger has all 90,000 already.");
    await("a day file and no log", () -> hasDayFile() && !Files.exists(log));
    assertThat(app.sh("$BE doctor --ledger ledger").out())
        .contains("0 segments, 1 day files of 90,000 attempts")
        .doesNotContain("note: ");
  }
}
