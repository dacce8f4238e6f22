package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.config.ConfigKey;
import dev.breakeven.cli.config.Settings;
import dev.breakeven.cli.config.Spelling;
import dev.breakeven.cli.render.Diagnosis;
import dev.breakeven.cli.render.Diagnosis.Finding;
import dev.breakeven.cli.render.DoctorPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.usage.LocalLogs;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.Outline;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What a report of a bug needs, and what would be read on this machine.
@Command(
    name = "doctor",
    description = "What is installed, set and found here, and what is broken.",
    footer = {
      "",
      "Prints no value of a variable and no content of a log. Exit status 1 when something is",
      "broken.",
      "",
      "breakeven doctor --json"
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer>, ConfigDefaults.ToleratesConfig {
  private static final int OLD_DAYS = 90;
  private static final int MOST_FILES = 100_000;
  private static final String PREFIX = "BREAKEVEN_";
  private static final List<String> OF_THE_LAUNCHER =
      List.of("BREAKEVEN_JAVA_OPTS", "BREAKEVEN_NO_BUILD");
  private static final List<String> ALSO_READ =
      List.of("CLAUDE_CONFIG_DIR", "CODEX_HOME", "NO_COLOR", "XDG_CONFIG_HOME", "XDG_DATA_HOME");

  private final Wiring wiring;
  private final List<Finding> findings = new ArrayList<>();
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  DoctorCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    findings.clear();
    Settings settings = wiring.settings();
    settings.problems().forEach(this::broken);
    Console console = System.console();
    Diagnosis diagnosis =
        new Diagnosis(
            String.join(" ", spec.root().version()),
            Diagnosis.Machine.ofProcess(console != null && console.isTerminal()),
            catalog(settings),
            settings,
            ledger(),
            wiring.localLogs().stream().map(this::logs).toList(),
            variables(),
            List.copyOf(findings));
    PrintWriter out = spec.commandLine().getOut();
    DoctorPage page = new DoctorPage(diagnosis, out);
    if (options.json) {
      page.writeJson();
    } else {
      page.print();
    }
    return diagnosis.ok() ? 0 : 1;
  }

  private void broken(BreakevenException problem) {
    String remedy = problem.remedy();
    boolean ended = remedy.endsWith(".") || remedy.endsWith("?");
    findings.add(new Finding(true, problem.what(), problem.where(), ended ? remedy : remedy + "."));
  }

  private Diagnosis.CatalogAge catalog(Settings settings) {
    Catalog catalog = wiring.catalog(List.of());
    LocalDate today = LocalDate.ofInstant(wiring.now(), ZoneOffset.UTC);
    long days = ChronoUnit.DAYS.between(catalog.asOf(), today);
    if (days > OLD_DAYS) {
      findings.add(
          new Finding(
              false,
              "the newest price is %,d days old".formatted(days),
              "catalog",
              "Take a newer release, or give newer prices with --prices."));
    }
    try {
      wiring.catalog(settings.of(ConfigKey.PRICES).values().stream().map(Path::of).toList());
    } catch (BreakevenException e) {
      broken(e);
    }
    return new Diagnosis.CatalogAge(catalog.asOf(), days);
  }

  private Diagnosis.LedgerState ledger() {
    Ledger ledger = wiring.ledger(options.folder);
    boolean exists = Files.exists(ledger.folder());
    Optional<Outline> outline = Optional.empty();
    if (exists) {
      try {
        outline = Optional.of(ledger.outline());
        ledger.failedCompaction().ifPresent(said -> findings.add(notCompacted(ledger, said)));
      } catch (BreakevenException e) {
        broken(e);
      }
    }
    return new Diagnosis.LedgerState(ledger.folder(), exists, outline);
  }

  private static Finding notCompacted(Ledger ledger, String said) {
    return new Finding(
        false,
        "the last compaction that started by itself did not end: " + said,
        ledger.compactionLog().toString(),
        "Nothing is lost; run 'breakeven ledger compact'.");
  }

  private Diagnosis.Logs logs(LocalLogs.Found found) {
    try (Stream<Path> below = Files.walk(found.folder())) {
      return new Diagnosis.Logs(
          found, below.filter(Files::isRegularFile).limit(MOST_FILES).count());
    } catch (IOException | UncheckedIOException e) {
      findings.add(
          new Finding(
              false,
              "a folder of logs cannot be read to its end",
              found.folder().toString(),
              "Check its permissions."));
      return new Diagnosis.Logs(found, 0);
    }
  }

  /// Those that are read here, and those that look as if somebody thought so.
  private List<Diagnosis.Variable> variables() {
    List<String> keys = Arrays.stream(ConfigKey.values()).map(ConfigKey::variable).toList();
    List<Diagnosis.Variable> variables = new ArrayList<>();
    for (String name : new TreeSet<>(wiring.surroundings().variables().keySet())) {
      if (!name.startsWith(PREFIX) && !ALSO_READ.contains(name)) {
        continue;
      }
      int length = wiring.surroundings().variables().getOrDefault(name, "").length();
      variables.add(new Diagnosis.Variable(name, length));
      if (name.startsWith(PREFIX) && !keys.contains(name) && !OF_THE_LAUNCHER.contains(name)) {
        findings.add(
            new Finding(false, "nothing reads this variable", name, Spelling.hint(name, keys)));
      }
    }
    return variables;
  }
}
