package dev.breakeven.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A gateway as a process, with those that it starts itself.
record Peer(Process process) implements AutoCloseable {
  private static final long GRACE_SECONDS = 40;

  /// Runs a line of shell, whose output goes to `log`.
  static Peer start(String command, Path log) throws IOException {
    return new Peer(
        new ProcessBuilder("sh", "-c", "exec " + command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start());
  }

  /// The resident memory of all its processes, in MiB.
  double residentMib() throws IOException {
    long kib = 0;
    for (ProcessHandle each :
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      Path status = Path.of("/proc", Long.toString(each.pid()), "status");
      if (Files.exists(status)) {
        for (String line : Files.readAllLines(status)) {
          kib += line.startsWith("VmRSS:") ? Long.parseLong(line.split("\\s+")[1]) : 0;
        }
      }
    }
    return kib / 1024.0;
  }

  @Override
  public void close() {
    Stream<ProcessHandle> children = process.descendants();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
