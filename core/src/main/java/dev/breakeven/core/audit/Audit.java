package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
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
import java.util.stream.Stream;

/// One audit: give it the facts on the calls of a ledger, if there is one, then ask for the report.
///
/// Owned by one thread.
public final class Audit {
  private static final CallFact.Limits LIMITS =
      new CallFact.Limits(
          MissedCacheRule.CACHED,
          MissedCacheRule.LEAST_PREFIX,
          ResentHistoryRule.LATE,
          ResentHistoryRule.KEPT,
          LoopRule.SOON,
          LoopRule.LEAST_CALLS,
          LoopRule.FREE_CALLS);
  private static final Set<String> MOVES = Set.of("oversized-engine", "self-host-below-break-even");

  private final Market market;
  private final AuditSettings settings;
  private final Instant at;
  private final List<WasteRule> rules;
  private final InventoryTally inventory = new InventoryTally();
  private final Map<Called, Usd> calls = new HashMap<>();
  private Optional<Bill.Span> span = Optional.empty();
  private Optional<Instant> last = Optional.empty();
  private long rows;
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

  /// Takes in what there is to know of the calls of a ledger, and says how many it has.
  public SourceState read(CallFacts facts) {
    facts.each(
        LIMITS,
        fact -> {
          if (fact instanceof CallFact.Group group) {
            see(group);
          }
          rules.forEach(rule -> rule.see(fact));
        });
    rules.forEach(rule -> rule.complete(facts));
    return SourceState.ok("ledger", "%,d calls".formatted(rows), last);
  }

  private void see(CallFact.Group group) {
    boolean invoiceLine = group.kind() == CallFact.Kind.INVOICE_LINES;
    if (!invoiceLine) {
      inventory.see(group);
      span =
          Optional.of(
              span.map(known -> known.plus(group.first(), group.last()))
                  .orElseGet(() -> new Bill.Span(group.first(), group.last())));
    }
    rows += group.rows();
    last = last.filter(group.last()::isBefore).or(() -> Optional.of(group.last()));
    if (group.basis().isPresent()) {
      calls.merge(
          new Called(
              group.provider(),
              group.scope().service(),
              group.scope().team(),
              group.model(),
              invoiceLine ? Basis.INVOICE : group.basis().get()),
          group.usd(),
          Usd::plus);
    } else {
      unpriced += group.requests();
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
