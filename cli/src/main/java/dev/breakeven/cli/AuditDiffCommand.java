package dev.breakeven.cli;

import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.AuditFile;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What came, went or changed between two audits.
@Command(
    name = "diff",
    description = "What two audits, saved with --json, find differently.",
    footer = {"", "breakeven audit diff october.json november.json"},
    mixinStandardHelpOptions = true)
final class AuditDiffCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  @Parameters(index = "0", paramLabel = "OLD", description = "The earlier audit.")
  Path old = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "The later audit.")
  Path later = Path.of("");

  /// A finding as both audits have it; empty where it is not, or has no amount.
  private record Change(
      AuditFile.Subject subject, String state, Optional<Usd> before, Optional<Usd> after) {}

  @Override
  public Integer call() {
    List<Change> changes = changes(AuditFile.read(old), AuditFile.read(later));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.write(out, root -> root.array("changes", changes, change -> write(root, change)));
    } else if (changes.isEmpty()) {
      out.println("Both audits find the same.");
    } else {
      changes.forEach(
          change ->
              out.printf(
                  "%-8s %-26s %s  %s -> %s%n",
                  change.state(),
                  change.subject().rule(),
                  change.subject().subject(),
                  text(change.before()),
                  text(change.after())));
    }
    return 0;
  }

  private static void write(JsonOut root, Change change) {
    root.text("state", change.state())
        .text("rule", change.subject().rule())
        .text("subject", change.subject().subject());
    usd(root, "old_usd_month", change.before());
    usd(root, "new_usd_month", change.after());
  }

  private static void usd(JsonOut root, String key, Optional<Usd> usd) {
    root.optional(key, usd, amount -> root.text(key, amount.toString()));
  }

  private static String text(Optional<Usd> usd) {
    return usd.map(amount -> "$" + amount.dollars().decimal(2)).orElse("-");
  }

  private static List<Change> changes(
      Map<AuditFile.Subject, Optional<Usd>> before, Map<AuditFile.Subject, Optional<Usd>> after) {
    TreeSet<AuditFile.Subject> all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (AuditFile.Subject subject : all) {
      Optional<Usd> was = before.getOrDefault(subject, Optional.empty());
      Optional<Usd> is = after.getOrDefault(subject, Optional.empty());
      if (!before.containsKey(subject)) {
        changes.add(new Change(subject, "new", was, is));
      } else if (!after.containsKey(subject)) {
        changes.add(new Change(subject, "gone", was, is));
      } else if (!was.equals(is)) {
        changes.add(new Change(subject, "changed", was, is));
      }
    }
    return changes;
  }
}
