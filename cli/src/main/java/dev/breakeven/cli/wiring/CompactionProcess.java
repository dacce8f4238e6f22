package dev.breakeven.cli.wiring;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compacts a ledger in a child JVM, so that neither its memory nor its end is ours.
public final class CompactionProcess {
  private static final int SIGNALLED = 128;

  /// How the system is told of work that nobody waits for, best first: what is scheduled when idle
  /// gives way at once to whoever wakes up, and what is merely nice ends its slice first.
  private static final List<List<String>> UNHURRIED =
      List.of(List.of("/usr/bin/chrt", "-i", "0"), List.of("/usr/bin/nice", "-n", "19"));

  private final Path folder;

  CompactionProcess(Path folder) {
    this.folder = folder;
  }

  /// Runs `ledger compact` with more `arguments`; passes on what it prints and its exit status.
  public int run(List<String> arguments, PrintWriter out, PrintWriter err) {
    try {
      Process child = new ProcessBuilder(command(arguments)).start();
      child.getOutputStream().close();
      out.print(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      err.print(new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      err.flush();
      int status = child.waitFor();
      if (status > SIGNALLED) {
        throw killed(status);
      }
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw killed(SIGNALLED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts `ledger compact` and does not wait for it; what goes wrong stands in `log`. It has only
  /// the CPU that nothing else wants, where the system can tell so.
  public void begin(Path log) {
    List<String> command = new ArrayList<>();
    UNHURRIED.stream()
        .filter(each -> Files.isExecutable(Path.of(each.getFirst())))
        .findFirst()
        .ifPresent(command::addAll);
    command.addAll(command(List.of()));
    try {
      Process child =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(log.toFile())
              .start();
      child.getOutputStream().close();
    } catch (IOException e) {
      note(log, "it could not be started: " + e.getMessage());
    }
  }

  private static void note(Path log, String text) {
    try {
      Files.writeString(log, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // the young generation may be small: what is read is gone after each line
                "-Xmx96m",
                "-Xms16m",
                "-Xmn6m",
                "-XX:+UseSerialGC",
                // the optimising compiler takes 20 MB, and pays after a million rows
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    Path temporary = folder.resolve("tmp");
    if (Files.isDirectory(temporary)) {
      command.add("-Djava.io.tmpdir=" + temporary);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "dev.breakeven.cli.Main",
            "ledger",
            "compact",
            "--in-process",
            "--ledger",
            folder.toString()));
    command.addAll(arguments);
    return command;
  }

  private BreakevenException killed(int status) {
    return new BreakevenException(
        ErrorCode.LEDGER_BUSY,
        "the compaction was ended from outside with status " + status,
        folder.toString(),
        "Nothing is lost; run it again, with more memory if it was short of it.");
  }
}
