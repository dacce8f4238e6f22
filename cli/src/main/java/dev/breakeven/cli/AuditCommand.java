package dev.breakeven.cli;

import dev.breakeven.cli.render.AuditPage;
import dev.breakeven.cli.wiring.AuditSources;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.audit.Audit;
import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.AuditSettings;
import dev.breakeven.core.audit.Redaction;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.AuditDocument;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private static final Duration DAYS = Duration.ofDays(30);

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();
  @Mixin PeriodOptions period = new PeriodOptions();

  @Option(
      names = "--prices",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      paramLabel = "FILE",
      description = "Your own prices or discounts; wins over the built-in catalog.")
  List<Path> prices = new ArrayList<>();

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description = "A bill, saved metrics or a saved cluster, or a folder of them; repeatable.")
  List<Path> files = new ArrayList<>();

  @Option(names = "--prometheus", paramLabel = "URL", description = "Metrics of GPUs and engines.")
  Optional<URI> prometheus = Optional.empty();

  @Option(
      names = "--kubernetes",
      paramLabel = "URL",
      description = "The API of a cluster, such as kubectl proxy serves it.")
  Optional<URI> kubernetes = Optional.empty();

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "For each live source; default 30.")
  int deadline;

  @Option(
      names = "--warm-pool",
      paramLabel = "N",
      defaultValue = "0",
      description = "So many free GPUs may stand idle; default 0.")
  int warmPool;

  @Option(
      names = "--fail-above",
      paramLabel = "USD",
      description = "Exit status 3 when the waste of a month is more.")
  String failAbove = "";

  @Option(names = "--markdown", description = "A page in Markdown, with all findings.")
  boolean markdown;

  @Option(
      names = "--no-redact",
      description = "Show mail addresses, account numbers, keys and addresses as they are.")
  boolean noRedact;

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
    if (deadline < 1 || deadline > 3_600 || warmPool < 0) {
      throw Common.usage(
          "--deadline or --warm-pool out of range",
          "Give 1 to 3600 seconds, and no fewer than 0 GPUs.");
    }
    Optional<Usd> most =
        failAbove.isEmpty()
            ? Optional.empty()
            : Optional.of(Common.parse("--fail-above", failAbove, Usd::parse));
    AuditReport report = new Redaction(!noRedact).apply(report());
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      AuditDocument.write(report, !noRedact, out);
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

  private AuditReport report() {
    Market market = wiring.catalog(prices);
    Instant now = wiring.now();
    Optional<Instant> from = period.query(List.of(), false).from();
    Optional<Instant> to = period.query(List.of(), false).to();
    AuditSources.Request request =
        new AuditSources.Request(
            files,
            prometheus,
            kubernetes,
            Duration.ofSeconds(deadline),
            from.orElse(to.orElse(now).minus(DAYS)),
            to.orElse(now));
    AuditSources.Gathered gathered = wiring.auditSources(prices).gather(request);
    Audit audit = new Audit(market, new AuditSettings(warmPool), now);
    List<SourceState> states = new ArrayList<>();
    states.add(ledger(audit, market, from, to));
    states.addAll(gathered.sources());
    return audit.report(gathered.bill(), gathered.telemetry(), gathered.cluster(), states);
  }

  private SourceState ledger(
      Audit audit, Market market, Optional<Instant> from, Optional<Instant> to) {
    ListPrices priced = new ListPrices(market);
    Last last = new Last();
    try (LedgerReader reader = wiring.ledger(options.folder).reader()) {
      reader.attempts(
          from,
          to,
          attempt -> {
            audit.accept(priced.apply(attempt));
            last.see(attempt);
          });
    } catch (BreakevenException e) {
      return SourceState.failed("ledger", e.what() + ". " + e.remedy());
    }
    return SourceState.ok("ledger", "%,d calls".formatted(last.count), last.at);
  }

  /// How many calls there were, and when the newest was.
  private static final class Last {
    private long count;
    private Optional<Instant> at = Optional.empty();

    void see(Attempt attempt) {
      count++;
      at = Optional.of(attempt.at());
    }
  }
}
