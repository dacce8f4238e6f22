package dev.breakeven.cli;

import dev.breakeven.cli.render.AuditPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.units.Usd;
import dev.breakeven.web.AuditHtml;
import dev.breakeven.wire.report.AuditDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where the money goes, and what of it is waste.
@Command(
    name = "audit",
    description = "Where the money goes and what is waste, in dollars a month, with evidence.",
    footer = {
      "",
      "Reads the ledger, FOCUS bills (CSV), metrics of Prometheus and a cluster of Kubernetes; all",
      "at once, and what does not answer is a line. Tokens come from BREAKEVEN_PROMETHEUS_TOKEN and",
      "BREAKEVEN_KUBERNETES_TOKEN. Exit status 3 when --fail-above is passed, 4 when it is not but",
      "a source failed or calls have no price.",
      "",
      "breakeven audit --from-file bills/ --prometheus http://127.0.0.1:9090",
      "breakeven audit --from-file bill.csv --from-file pods.json --json",
      "breakeven audit --fail-above 500 --markdown"
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  private static final int EXIT_BREACHED = 3;

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();
  @Mixin EstateOptions estate = new EstateOptions();

  @Option(
      names = "--fail-above",
      paramLabel = "USD",
      description = "Exit status 3 when the waste of a month is more.")
  String failAbove = "";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the audit as one web page that needs no network.")
  Optional<Path> html = Optional.empty();

  @Option(names = "--markdown", description = "A page in Markdown, with all findings.")
  boolean markdown;

  AuditCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new AuditCommand(wiring));
    line.addSubcommand(new AuditDiffCommand());
    return line;
  }

  @Override
  public Integer call() {
    if (markdown && options.json) {
      throw Common.usage("--markdown with --json", "Give one of them.");
    }
    estate.check();
    Optional<Usd> most =
        failAbove.isEmpty()
            ? Optional.empty()
            : Optional.of(Common.parse("--fail-above", failAbove, Usd::parse));
    AuditReport report = estate.report(wiring, options.folder);
    html.ifPresent(
        file -> {
          OutputFile.write(file, AuditHtml.of(report));
          spec.commandLine().getErr().println("written: " + file);
        });
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      AuditDocument.write(report, !estate.noRedact, out);
    } else if (markdown) {
      new AuditPage(report, out).markdown();
    } else {
      new AuditPage(report, out).print();
    }
    return most.map(limit -> status(report, limit)).orElse(0);
  }

  private static int status(AuditReport report, Usd most) {
    if (report.wasteMonth().compareTo(most) > 0) {
      return EXIT_BREACHED;
    }
    boolean whole = report.sources().stream().allMatch(SourceState::isOk) && report.unpriced() == 0;
    return whole ? 0 : Common.EXIT_UNPRICED;
  }
}
