package dev.breakeven.cli.render;

import dev.breakeven.cli.config.Settings;
import dev.breakeven.ingest.usage.LocalLogs;
import dev.breakeven.store.Outline;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What `doctor` found: facts, and the findings that need somebody.
public record Diagnosis(
    String version,
    Machine machine,
    CatalogAge catalog,
    Settings settings,
    LedgerState ledger,
    List<Logs> logs,
    List<Variable> variables,
    List<Finding> findings) {
  /// The JVM and the machine below it.
  public record Machine(
      String jdk, String os, int processors, long heapBytes, boolean terminal, String charset) {
    public static Machine ofProcess(boolean terminal) {
      Runtime runtime = Runtime.getRuntime();
      return new Machine(
          System.getProperty("java.vendor") + " " + Runtime.version(),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          runtime.availableProcessors(),
          runtime.maxMemory(),
          terminal,
          String.valueOf(System.getProperty("stdout.encoding")));
    }
  }

  public record CatalogAge(LocalDate asOf, long days) {}

  /// `outline` is empty where there is no ledger, or none that can be read.
  public record LedgerState(Path folder, boolean exists, Optional<Outline> outline) {}

  /// A folder of logs and how many files are in it.
  public record Logs(LocalLogs.Found folder, long files) {}

  /// A variable, of which nobody needs to see the value.
  public record Variable(String name, int length) {}

  /// `broken` is what makes the exit status 1; else it is worth knowing.
  public record Finding(boolean broken, String what, String where, String remedy) {}

  public boolean ok() {
    return findings.stream().noneMatch(Finding::broken);
  }
}
