package dev.breakeven.core.budget;

import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What spend is compared with: an earlier period or document. `models` is empty when it says
/// nothing of models.
public record Baseline(
    String name,
    Optional<Instant> from,
    Optional<Instant> to,
    Usd usd,
    long unpriced,
    Map<String, Usd> models) {
  public Baseline {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /// The baseline of a report that is grouped by model alone.
  public static Baseline ofModels(String name, Instant from, Instant to, UsageReport report) {
    Map<String, Usd> models = new LinkedHashMap<>();
    report.rows().forEach(row -> models.put(row.group().getFirst(), Spend.sum(row)));
    return new Baseline(
        name,
        Optional.of(from),
        Optional.of(to),
        Spend.sum(report.totals()),
        report.totals().unpriced(),
        models);
  }
}
