package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One audit: give it every attempt of the ledger in the order of time, then ask for the report.
///
/// Owned by one thread.
public final class Audit implements Consumer<Attempt> {
  private static final Set<String> MOVES = Set.of("oversized-engine", "self-host-below-break-even");

  private final Market market;
  private final AuditSettings settings;
  private final Instant at;
  private final List<WasteRule> rules;
  private final InventoryTally inventory = new InventoryTally();
  private final Map<Called, Usd> calls = new HashMap<>();
  private Optional<Bill.Span> span = Optional.empty();
  private long unpriced;

  private record Called(String provider, String service, String team, String model, Basis basis) {}

  /// `at` is the moment of the prices that findings are reckoned with.
  /// `constants` are those of the serving model.
  public Audit(Market market, ConstantsSource constants, AuditSettings settings, Instant at) {
    this.market = market;
    this.settings = settings;
    this.at = at;
    List<WasteRule> all = new ArrayList<>();
    all.addAll(
        List.of(
            new IdleGpuRule(),
            new HeldGpuRule(),
            new OversizedGpuRule(),
            new OversizedEngineRule(constants),
            new UnderProvisionedRule(),
            new BelowBreakEvenRule(at),
            new PastBreakEvenRule(market, constants, at),
            new UnusedCommitmentRule(),
            new RunawayCallerRule(),
            new LoopRule(),
            new OverlongOutputRule(market, at),
            new MissedCacheRule(market),
            new ResentHistoryRule(market)));
    all.addAll(ConfigRules.all());
    rules = List.copyOf(all);
  }

  @Override
  public void accept(Attempt attempt) {
    boolean invoiceLine = attempt.metered().charges().containsKey(Metered.BILLED);
    if (!invoiceLine) {
      // a copy would look like a call that somebody repeats
      if (!attempt.isMirror()) {
        rules.forEach(rule -> rule.see(attempt));
      }
      inventory.see(attempt);
      span =
          Optional.of(
              span.map(known -> known.plus(attempt.at(), attempt.at()))
                  .orElseGet(() -> new Bill.Span(attempt.at(), attempt.at())));
    }
    switch (attempt.cost()) {
      case Cost.Priced priced ->
          calls.merge(
              new Called(
                  attempt.call().provider(),
                  attempt.scope().service(),
                  attempt.scope().team(),
                  attempt.call().modelServed(),
                  invoiceLine ? Basis.INVOICE : priced.basis()),
              priced.usd(),
              Usd::plus);
      case Cost.Unpriced _ -> unpriced += attempt.metered().requests().orElse(1);
    }
  }

  /// The report on what was seen, with `bill`, `telemetry` and `cluster`.
  public AuditReport report(
      Bill bill, Telemetry telemetry, Cluster cluster, List<SourceState> sources) {
    Estate estate = new Estate(bill, telemetry, cluster, market, settings, callHours());
    List<Finding> findings =
        rules.stream()
            .flatMap(rule -> rule.findings(estate).stream())
            .sorted(Finding.DEAREST_FIRST)
            .toList();
    return new AuditReport(
        at,
        spend(bill),
        reconciled(bill),
        GpuUse.all(estate),
        Replica.all(estate),
        onceEach(findings),
        inventory.inventory(estate),
        sources,
        unpriced);
  }

  /// A replica can move to smaller GPUs or to a host, and saves its rent once: the dearer holds.
  private static List<Finding> onceEach(List<Finding> dearestFirst) {
    Set<String> moved = new HashSet<>();
    return dearestFirst.stream()
        .filter(finding -> !MOVES.contains(finding.rule()) || moved.add(finding.subject()))
        .toList();
  }

  private Hours callHours() {
    return span.map(known -> Duration.between(known.from(), known.to()).toSeconds())
        .map(seconds -> Hours.ofSeconds(Ratio.of(seconds)))
        .orElse(Hours.DAY);
  }

  private List<AuditReport.Spend> spend(Bill bill) {
    Map<String, Bill.Span> spans = new HashMap<>();
    bill.totals().forEach(vendor -> spans.put(vendor.provider(), vendor.span()));
    Stream<AuditReport.Spend> billed =
        bill.groups().stream()
            .map(
                group ->
                    new AuditReport.Spend(
                        group.key().provider(),
                        group.key().service(),
                        group.key().team(),
                        group.key().model(),
                        group.key().kind(),
                        group.usd(),
                        Optional.of(group.billed()),
                        Basis.INVOICE,
                        Optional.ofNullable(spans.get(group.key().provider()))));
    Stream<AuditReport.Spend> called =
        calls.entrySet().stream()
            .map(
                each ->
                    new AuditReport.Spend(
                        each.getKey().provider(),
                        each.getKey().service(),
                        each.getKey().team(),
                        each.getKey().model(),
                        SpendKind.MODEL_API,
                        each.getValue(),
                        Optional.empty(),
                        each.getKey().basis(),
                        span));
    return Stream.concat(billed, called)
        .sorted(
            Comparator.comparing(AuditReport.Spend::usd)
                .reversed()
                .thenComparing(AuditReport.Spend::toString))
        .toList();
  }

  /// By provider, what calls add up to and what bills and invoice lines ask for model calls.
  private List<AuditReport.Reconciled> reconciled(Bill bill) {
    Map<String, Usd> metered = new TreeMap<>();
    Map<String, Usd> invoiced = new TreeMap<>();
    calls.forEach(
        (called, usd) ->
            (called.basis() == Basis.INVOICE ? invoiced : metered)
                .merge(vendor(called.provider()), usd, Usd::plus));
    bill.groups().stream()
        .filter(group -> group.key().kind() == SpendKind.MODEL_API)
        .forEach(
            group -> invoiced.merge(vendor(group.key().provider()), group.billed(), Usd::plus));
    return invoiced.entrySet().stream()
        .filter(each -> metered.containsKey(each.getKey()))
        .map(
            each ->
                new AuditReport.Reconciled(
                    each.getKey(), metered.getOrDefault(each.getKey(), Usd.ZERO), each.getValue()))
        .toList();
  }

  private static String vendor(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
