package dev.breakeven.cli.wiring;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.TariffFile;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.catalog.measured.CalibrationFile;
import dev.breakeven.catalog.measured.MeasuredFile;
import dev.breakeven.cli.config.Settings;
import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.TenantTariff;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.serving.calibration.Calibrator;
import dev.breakeven.core.workload.Envelope;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.gateway.Gateway;
import dev.breakeven.gateway.GatewayCheck;
import dev.breakeven.gateway.GatewayParts;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.ingest.engine.LocalEngines;
import dev.breakeven.ingest.trace.EnvelopeFile;
import dev.breakeven.ingest.trace.TraceFiles;
import dev.breakeven.ingest.trace.servegen.ServeGenFiles;
import dev.breakeven.ingest.usage.ExportFiles;
import dev.breakeven.ingest.usage.LocalLogs;
import dev.breakeven.ingest.usage.UsageFiles;
import dev.breakeven.ingest.usage.UsageReport;
import dev.breakeven.ingest.usage.UsageSources;
import dev.breakeven.ingest.usage.mapped.ColumnMap;
import dev.breakeven.ingest.usage.source.SeenCalls;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import dev.breakeven.wire.study.Study;
import dev.breakeven.wire.study.StudyFile;
import java.io.Console;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Makes the parts that verbs work with. Thread-safe.
public final class Wiring {
  private final Clock clock;
  private final Surroundings surroundings;
  private final Nearby nearby;

  /// `clock` decides which prices are in force when the user names no date; no setting applies and
  /// nothing lies around.
  public Wiring(Clock clock) {
    this(clock, Surroundings.NONE);
  }

  /// With nobody at a terminal and no engine to look for.
  public Wiring(Clock clock, Surroundings surroundings) {
    this(clock, surroundings, Nearby.NONE);
  }

  public Wiring(Clock clock, Surroundings surroundings, Nearby nearby) {
    this.clock = clock;
    this.surroundings = surroundings;
    this.nearby = nearby;
  }

  public static Wiring ofProcess() {
    return new Wiring(Clock.systemUTC(), Surroundings.ofProcess(), Nearby.ofProcess());
  }

  /// The same with nothing around and nobody there.
  public Wiring alone() {
    return new Wiring(clock);
  }

  /// The same in the home folder `home`, with nobody there.
  public Wiring in(Path home) {
    return new Wiring(clock, new Surroundings(Map.of(), home, home));
  }

  /// What this was started in.
  public Surroundings surroundings() {
    return surroundings;
  }

  /// The folders in which coding agents keep their logs on this machine.
  public List<LocalLogs.Found> localLogs() {
    return LocalLogs.find(surroundings.home(), surroundings.variables());
  }

  /// The user's key for a model at `host`, from `file` where there is one, else from variables.
  public Optional<String> modelKey(String host, Optional<Path> file) {
    return ModelKeys.find(surroundings.variables(), host, file);
  }

  /// The command that started this, for whoever is to start it again.
  public String launcher() {
    return System.getProperty("breakeven.launcher", "breakeven");
  }

  /// What files and variables set.
  public Settings settings() {
    return Settings.read(
        surroundings.variables(),
        surroundings.folder(),
        surroundings.configHome(),
        surroundings.home());
  }

  public Instant now() {
    return clock.instant();
  }

  /// The bundled catalog with the user's own files over it.
  public Catalog catalog(List<Path> overlays) {
    return Catalog.load(overlays);
  }

  /// What asks the sources of an audit, with the names and rates of the catalog.
  public AuditSources auditSources(List<Path> overlays) {
    return new AuditSources(catalog(overlays), surroundings);
  }

  /// What reads price catalogs of other projects into the names of `catalog`.
  public Importer importer(Catalog catalog) {
    return new Importer(catalog);
  }

  /// A trace read from a file of any known format.
  public record ReadTrace(Trace trace, Intake intake, String format) {}

  public ReadTrace trace(Path file) {
    TraceFiles.Loaded loaded = TraceFiles.read(file);
    return new ReadTrace(loaded.trace(), loaded.intake(), loaded.format());
  }

  /// Which part of a description of callers `file` is, if any.
  public Optional<ServeGenFiles.Part> callers(Path file) {
    return ServeGenFiles.part(file);
  }

  /// What two files say of the same callers.
  public ServeGenFiles.Loaded callers(Path rates, Path lengths) {
    return ServeGenFiles.read(rates, lengths);
  }

  /// A rate over time, from a CSV file.
  public Envelope envelope(Path file) {
    return EnvelopeFile.read(file);
  }

  /// What a tenant pays, from a CSV file.
  public TenantTariff tariff(Path file) {
    return TariffFile.read(SourceText.read(file));
  }

  /// What was read of the usage that lies around, and how many files were not looked at.
  public record LocalUsage(UsageReport report, long notLookedAt) {}

  /// Gives the calls and bills in the logs of coding agents and in exports in the current folder,
  /// unpriced, to `receiver`.
  public LocalUsage localUsage(UsageReceiver receiver) {
    List<String> inputs = new ArrayList<>();
    localLogs().forEach(found -> inputs.add(found.folder().toString()));
    ExportFiles.Found exports = ExportFiles.in(surroundings.folder());
    inputs.addAll(exports.files());
    UsageReport report =
        new UsageFiles(UsageSources.ALL, UnaryOperator.identity())
            .read(inputs, InputStream.nullInputStream(), receiver, (_, _, _) -> {});
    return new LocalUsage(report, exports.notLookedAt());
  }

  /// The inference engines that run on this machine.
  public List<LocalEngines.Engine> engines() {
    return LocalEngines.running(nearby.ports());
  }

  /// Where a person can be asked; empty when nobody sits there.
  public Optional<Nearby.Terminal> terminal() {
    return nearby.terminal();
  }

  /// The ledger in `folder`, else in the user's data folder.
  public Ledger ledger(Optional<Path> folder) {
    return ledger(folder, LedgerSettings.DEFAULT);
  }

  public Ledger ledger(Optional<Path> folder, LedgerSettings settings) {
    return new Ledger(ledgerFolder(folder), settings, clock);
  }

  /// What `serve` is told by flags, and by a file where one is named.
  public GatewaySettings gatewaySettings(
      Optional<Path> config,
      List<String> upstreams,
      Optional<String> upstreamKey,
      Optional<Integer> port,
      List<Path> overlays) {
    return new ServeSettings(surroundings, () -> catalog(overlays))
        .read(config, upstreams, upstreamKey, port);
  }

  /// What was seen of a gateway by its settings, and where that stands: `file:line`, or a flag.
  public record GatewayFinding(String where, boolean isWrong, String what) {}

  /// Whether the gateway would work by its settings, before it is started; nothing is spent.
  public List<GatewayFinding> checkGateway(
      Optional<Path> config,
      List<String> upstreams,
      Optional<String> upstreamKey,
      List<Path> overlays) {
    ServeSettings read = new ServeSettings(surroundings, () -> catalog(overlays));
    GatewaySettings settings = read.read(config, upstreams, upstreamKey, Optional.empty());
    return GatewayCheck.of(settings, catalog(overlays)).stream()
        .map(each -> new GatewayFinding(read.where(each), each.isWrong(), each.what()))
        .toList();
  }

  /// A gateway that runs, with its ledger in `folder`, else in the user's data folder.
  ///
  /// `settings` is asked again when the gateway is told to reload.
  public GatewayProcess gateway(
      Supplier<GatewaySettings> settings, Optional<Path> folder, List<Path> overlays) {
    GatewaySettings first = settings.get();
    Market market = catalog(overlays);
    Ledger ledger = ledger(folder);
    GatewayProcess.quietLibraries();
    Budgets budgets = new Budgets(first.access().caps());
    KeyWatch watch = new KeyWatch(ledger.folder().resolve("suspended-keys"));
    GatewayHistory.restore(budgets, watch, first.access(), ledger, clock.instant());
    LedgerWriter writer = ledger.writer();
    RequestIds ids = new RequestIds(clock);
    GatewayParts parts =
        new GatewayParts(writer, market, clock, ids::next, budgets, watch, settings);
    return new GatewayProcess(
        Gateway.start(first, parts),
        writer,
        ledger.folder(),
        () -> {
          if (ledger.isDueForCompaction()) {
            compaction(Optional.of(ledger.folder())).begin(ledger.compactionLog());
          }
        });
  }

  /// A gateway with made-up upstreams and traffic, for so many seconds.
  public Demo demo(int seconds) {
    return new Demo(this, seconds);
  }

  /// A new secret of a virtual key, and the hash by which the gateway knows it.
  public record NewKey(String secret, String sha256) {}

  public NewKey newKey() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String secret = KeyRing.secret(random);
    return new NewKey(secret, KeyRing.hash(secret));
  }

  public CompactionProcess compaction(Optional<Path> folder) {
    return new CompactionProcess(ledgerFolder(folder));
  }

  private Path ledgerFolder(Optional<Path> folder) {
    return folder.orElseGet(() -> surroundings.dataHome().resolve("breakeven").resolve("ledger"));
  }

  /// The built-in constants of the step model, with those of a user's file over them.
  public Calibration calibration(Optional<Path> overlay) {
    Calibration bundled = CalibrationFile.bundled();
    return overlay
        .map(file -> CalibrationFile.over(bundled, SourceText.read(file)))
        .orElse(bundled);
  }

  /// The built-in constants, and those fitted with a fold of cells left out.
  public Calibrator.Fitted calibrationFolds() {
    return CalibrationFile.bundledFolds();
  }

  /// Measured serving points with the names of `catalog`.
  public MeasuredFile measured(Path file, Catalog catalog) {
    return MeasuredFile.read(SourceText.read(file), catalog);
  }

  /// A study file.
  public Study study(Path file) {
    return StudyFile.read(file.toString(), SourceText.read(file).text());
  }

  /// What reads usage, priced by the list of `market`; `map` names the columns of a user's table.
  public UsageInputs usage(Market market, Optional<ColumnMap> map) {
    return new UsageInputs(market, map);
  }

  /// A memory of calls, which knows none yet.
  public SeenCalls seenCalls() {
    return new SeenCalls();
  }

  /// Does somebody watch? Nothing that moves is printed otherwise.
  public boolean isWatched() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
