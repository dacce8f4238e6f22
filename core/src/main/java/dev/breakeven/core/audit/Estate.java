package dev.breakeven.core.audit;

import dev.breakeven.core.offer.Market;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Usd;

/// All that an audit looks at, joined: bills, telemetry, the cluster, the market.
///
/// `callHours` is the span of the ledger's calls, by which observed dollars become a month's.
final class Estate {
  private final Bill bill;
  private final Cluster cluster;
  private final Market market;
  private final AuditSettings settings;
  private final Hours callHours;
  private final Gpus gpus;
  private final Engines engines;

  Estate(
      Bill bill,
      Telemetry telemetry,
      Cluster cluster,
      Market market,
      AuditSettings settings,
      Hours callHours) {
    this.bill = bill;
    this.cluster = cluster;
    this.market = market;
    this.settings = settings;
    this.callHours = callHours;
    engines = new Engines(telemetry);
    gpus = new Gpus(bill, telemetry, cluster, market);
  }

  Bill bill() {
    return bill;
  }

  Engines engines() {
    return engines;
  }

  Cluster cluster() {
    return cluster;
  }

  Market market() {
    return market;
  }

  AuditSettings settings() {
    return settings;
  }

  Gpus gpus() {
    return gpus;
  }

  /// What was observed in the ledger as it is in a month; shorter spans than a day are not
  /// stretched beyond a day's pace.
  Usd perMonth(Usd observed) {
    return perMonth(observed, callHours);
  }

  static Usd perMonth(Usd observed, Hours hours) {
    Hours span = hours.value().compareTo(Hours.DAY.value()) < 0 ? Hours.DAY : hours;
    return observed.times(Hours.MONTH.value().dividedBy(span.value()));
  }
}
