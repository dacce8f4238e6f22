package dev.breakeven.cli;

import dev.breakeven.cli.wiring.AuditSources;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.audit.Audit;
import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.AuditSettings;
import dev.breakeven.core.audit.Redaction;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The flags that name what an audit looks at, and the audit of it.
final class EstateOptions {
  private static final Duration DAYS = Duration.ofDays(30);

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
      paramLabel = "URL|CONTEXT",
      description =
          "A cluster: an address, a context of your kubeconfig, or 'current' for the context in use"
              + " or the cluster around.")
  Optional<String> kubernetes = Optional.empty();

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
      names = "--no-redact",
      description = "Show mail addresses, account numbers, keys and addresses as they are.")
  boolean noRedact;

  void check() {
    if (deadline < 1 || deadline > 3_600 || warmPool < 0) {
      throw Common.usage(
          "--deadline or --warm-pool out of range",
          "Give 1 to 3600 seconds, and no fewer than 0 GPUs.");
    }
  }

  Redaction redaction() {
    return new Redaction(!noRedact);
  }

  /// Asks all sources and the ledger in `folder`; names are redacted unless asked not to.
  AuditReport report(Wiring wiring, Optional<Path> folder) {
    check();
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
    Audit audit =
        new Audit(market, wiring.calibration(Optional.empty()), new AuditSettings(warmPool), now);
    List<SourceState> states = new ArrayList<>();
    try (LedgerReader reader = wiring.ledger(folder).reader()) {
      states.add(audit.read(reader.facts(from, to, new ListPrices(market))));
    } catch (BreakevenException e) {
      boolean none = folder.isEmpty() && e.code() == ErrorCode.FILE_MISSING;
      states.add(
          none
              ? SourceState.ok("ledger", "none yet; see 'import' and 'serve'", Optional.empty())
              : SourceState.failed("ledger", e.what() + ". " + e.remedy()));
    }
    states.addAll(gathered.sources());
    return redaction()
        .apply(audit.report(gathered.bill(), gathered.telemetry(), gathered.cluster(), states));
  }
}
