package dev.breakeven.store;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.UsdPerHour;
import java.time.Instant;
import java.util.Optional;

/// Which calls share which GPU rent: those to `provider`, or to one of its endpoints, that began in
/// the period. `basis` is how hours and rate are known.
public record SettlementOrder(
    String provider,
    Optional<String> endpoint,
    Instant from,
    Instant to,
    Hours gpuHours,
    UsdPerHour rate,
    Basis basis) {
  /// The rent of this order, as the idle row and the price version name it.
  String name() {
    return "settlement:%s%s:%s/%s"
        .formatted(provider, endpoint.map(text -> "/" + text).orElse(""), from, to);
  }
}
