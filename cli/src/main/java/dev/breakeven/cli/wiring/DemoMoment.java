package dev.breakeven.cli.wiring;

import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.Optional;

/// How a demo stands, by the gateway's own metrics and what the upstreams answered.
///
/// `errors` are requests that got no whole answer. The prices of a million tokens, read and
/// written, are empty before the first ones.
public record DemoMoment(
    long second,
    long sent,
    long inFlight,
    long answered,
    long errors,
    List<Upstream> upstreams,
    Optional<UsdPerMtok> own,
    Optional<UsdPerMtok> api,
    Usd budgetLeft) {
  public DemoMoment {
    upstreams = List.copyOf(upstreams);
  }

  /// One of those that answer.
  public record Upstream(String name, boolean up, int running, int answered) {}
}
