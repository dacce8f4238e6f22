package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.UsdPerHour;
import java.time.Instant;
import java.util.Optional;

/// Which calls share which GPU rent: those to `provider`, or to one of its endpoints, that began in
/// the period. `gpuHours` are all hours paid for in it, of all GPUs together; `basis` is how hours
/// and rate are known.
public record SettlementOrder(
    String provider,
    Optional<String> endpoint,
    Instant from,
    Instant to,
    Hours gpuHours,
    UsdPerHour rate,
    Basis basis) {
  public SettlementOrder {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "period: " + from + " to " + to + " (expected: not empty)");
    }
  }

  /// Names the rent; the same provider, endpoint and period have the same name.
  public String name() {
    return "settlement:%s%s:%s/%s"
        .formatted(provider, endpoint.map(text -> "/" + text).orElse(""), from, to);
  }
}
