package dev.breakeven.cli.wiring;

import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.util.List;

/// What a demo came to: `whole` of the `calls` were answered to their end, and these are the routes
/// by the ledger. `open` rows are without an end.
public record DemoOutcome(
    long calls, long whole, List<Route> routes, Usd rent, String gpu, int open) {
  public DemoOutcome {
    routes = List.copyOf(routes);
  }

  public long lost() {
    return calls - whole;
  }

  /// Attempts at an upstream, how many of them failed and were made up for elsewhere, and what the
  /// others cost; own hardware costs its rent instead.
  public record Route(String upstream, long attempts, long failed, Tokens tokens, Usd usd) {
    Route plus(Route other) {
      return new Route(
          upstream,
          attempts + other.attempts,
          failed + other.failed,
          tokens.plus(other.tokens),
          usd.plus(other.usd));
    }
  }
}
