package dev.breakeven.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /// What all its processes that still run have had of the CPU, by the kernel's ticks of 10 ms.
  double cpuSeconds() throws IOException {
    long ticks = 0;
    for (ProcessHandle each : processes()) {
      Path stat = Path.of("/proc", Long.toString(each.pid()), "stat");
      if (Files.exists(stat)) {
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime
      }
    }
    return ticks / 100.0;
  }

  /// The resident memory of all its processes, in MiB.
  double residentMib() throws IOException {
    long kib = 0;
    for (ProcessHandle each : processes()) {
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
