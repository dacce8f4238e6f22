package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.pricing.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A JVM of its own that works on a ledger and acknowledges on standard output what is done.
///
/// `write` opens, closes and imports until it is killed; `compact` compacts until it is killed;
/// `fill` closes, `together` at once, and `import` imports until the disk is full; `compact-full`
/// compacts on a full
/// one.
final class LedgerProcess implements AutoCloseable {
  /// How long something is waited for that a slow machine may take its time for.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final Path said;

  private LedgerProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /// Starts a role; `limit` is the largest file it may write in 512-byte blocks, 0 for any.
  static LedgerProcess start(Path ledger, String role, String name, int limit) throws IOException {
    Path temporary = Files.createDirectories(ledger.resolveSibling("jvm-tmp"));
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                LedgerProcess.class.getName(),
                ledger.toString(),
                role,
                name));
    if (limit > 0) {
      command.addAll(0, List.of("sh", "-c", "ulimit -f " + limit + "; exec \"$@\"", "sh"));
    }
    Path said = Files.createTempFile(temporary, role, ".txt");
    return new LedgerProcess(
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        said);
  }

  /// Waits for the first acknowledgement.
  void awaitFirst() throws IOException, InterruptedException {
    while (Files.size(said) == 0) {
      if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the process ended by itself with " + process.exitValue());
      }
    }
  }

  /// Lets it run for some milliseconds and kills it, as `kill -9` does.
  void killAfter(long millis) throws InterruptedException {
    if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the process ended by itself with " + process.exitValue());
    }
    process.destroyForcibly();
  }

  /// Kills it some milliseconds after a file came to be in `directory`.
  void killOnceWritten(Path directory, long millis) throws InterruptedException {
    awaitWritten(directory);
    killAfter(millis);
  }

  /// Kills it when `swapped` is there after a file came to be in `directory`.
  void killWhileSwapping(Path directory, Path swapped) throws InterruptedException {
    awaitWritten(directory);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(swapped) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    killAfter(0);
  }

  private void awaitWritten(Path directory) throws InterruptedException {
    Set<String> before = names(directory);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (before.containsAll(names(directory)) && System.nanoTime() < end) {
      process.waitFor(1, TimeUnit.MILLISECONDS);
    }
  }

  private static Set<String> names(Path directory) {
    return Set.of(Objects.requireNonNullElse(directory.toFile().list(), new String[0]));
  }

  /// Everything it acknowledged, once it has ended.
  List<String> acknowledged() throws IOException, InterruptedException {
    process.waitFor();
    String text = Files.readString(said);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!text.endsWith("\n") && !lines.isEmpty()) {
      lines.removeLast();
    }
    Files.delete(said);
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Ledger ledger =
        new Ledger(
            Path.of(arguments[0]),
            LedgerSettings.DEFAULT.withSegmentBytes(200_000).withMinimumFreeBytes(0),
            Samples.CLOCK);
    switch (arguments[1]) {
      case "write" -> write(ledger, arguments[2]);
      case "compact" -> {
        for (int i = 0; i < Integer.MAX_VALUE; i++) {
          say("compacting");
          ledger.compact();
        }
      }
      case "compact-full" -> compactFull(ledger);
      case "fill", "import", "together" -> untilFull(ledger, arguments[2], arguments[1]);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  /// Stops for good after some thousand requests, so that a slow machine has no more to check.
  private static void write(Ledger ledger, String name) throws InterruptedException {
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 4000; i++) {
        String request = name + "-" + i;
        writer.opened(Samples.opening(request, Samples.NOON, 1));
        say("open " + request);
        if (i % 100 != 99) {
          writer.closed(attempt(request));
          say("done " + request);
        }
        if (i % 20 == 19) {
          importSome(writer, name, i);
        }
      }
      new CountDownLatch(1).await();
    }
  }

  /// Imports ten new attempts and ten that were closed before.
  private static void importSome(LedgerWriter writer, String name, int i) {
    for (int k = 0; k < 10; k++) {
      writer.append(attempt(name + "-" + (i - 10 + k)));
      writer.append(attempt(name + "-" + i + "-import-" + k));
    }
    writer.awaitDurable();
    for (int k = 0; k < 10; k++) {
      say("done " + name + "-" + i + "-import-" + k);
    }
  }

  private static void untilFull(Ledger ledger, String name, String role) {
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < Integer.MAX_VALUE; i++) {
        String request = name + "-" + i;
        switch (role) {
          case "import" -> {
            writer.append(attempt(request));
            writer.awaitDurable();
          }
          case "together" -> writer.together(() -> writer.closed(attempt(request)));
          default -> writer.closed(attempt(request));
        }
        say("done " + request);
      }
    } catch (BreakevenException e) {
      say(e.oneLine());
    }
  }

  /// Compacts when no file may grow beyond 4 KB any more.
  private static void compactFull(Ledger ledger) throws IOException, InterruptedException {
    ledger.verify();
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("prlimit", "--fsize=4096", "--pid", self).inheritIO().start().waitFor();
    try {
      ledger.compact();
    } catch (BreakevenException e) {
      say(e.oneLine());
    }
  }

  /// The attempt of a request: its tokens follow from the name.
  static Attempt attempt(String request) {
    int hash = request.hashCode() & 0xffff;
    return Samples.call(request, Samples.NOON.plusSeconds(hash), Usage.of(hash, 1));
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
