package dev.breakeven.core.audit;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The picture that an audit makes: the spend, the machines, the waste, and where it all is from.
///
/// Spend of bills and spend of calls are the same money seen twice, so they are never added: each
/// row says its basis.
public record AuditReport(
    Instant at,
    List<Spend> spend,
    List<Reconciled> reconciled,
    List<GpuUse> gpus,
    List<Replica> replicas,
    List<Finding> findings,
    Inventory inventory,
    List<SourceState> sources,
    long unpriced) {
  public AuditReport {
    spend = List.copyOf(spend);
    reconciled = List.copyOf(reconciled);
    gpus = List.copyOf(gpus);
    replicas = List.copyOf(replicas);
    findings = List.copyOf(findings);
    sources = List.copyOf(sources);
  }

  /// What was spent on one thing, over the span that its source covers.
  public record Spend(
      String provider,
      String service,
      String team,
      String model,
      SpendKind kind,
      Usd usd,
      Optional<Usd> billed,
      Basis basis,
      Optional<Bill.Span> span) {}

  /// What was metered and what was invoiced for the model calls of one provider.
  public record Reconciled(String provider, Usd metered, Usd invoiced) {
    public Usd gap() {
      return invoiced.minus(metered);
    }
  }

  /// What mending all findings with an amount saves in a month.
  public Usd wasteMonth() {
    return findings.stream()
        .flatMap(finding -> finding.usdMonth().stream())
        .reduce(Usd.ZERO, Usd::plus);
  }

  /// What was spent on rows of `basis`, invoices or calls.
  public Usd spent(boolean invoices) {
    return spend.stream()
        .filter(row -> (row.basis() == Basis.INVOICE) == invoices)
        .map(Spend::usd)
        .reduce(Usd.ZERO, Usd::plus);
  }
}
