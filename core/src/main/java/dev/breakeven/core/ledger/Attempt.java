package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Ratio;
import java.time.Instant;
import java.util.Optional;

/// One attempt to have a call answered by one upstream: a row of the ledger.
///
/// Immutable. `at` is when the attempt began. `source` says where the row comes from, such as
/// [#GATEWAY] or `claude-code`. `gpuSeconds` is the share of own GPU time, empty for hosted calls
/// and until settlement. `outcome` is what the caller said came of it, such as `resolved`; empty
/// when nobody said. The ledger keeps `at` to the microsecond, `gpuSeconds` to the nanosecond.
public record Attempt(
    AttemptId id,
    Instant at,
    String source,
    Scope scope,
    Call call,
    Metered metered,
    Timing timing,
    Ending ending,
    Cost cost,
    Optional<Ratio> gpuSeconds,
    String outcome) {
  /// The source of what the gateway does for its clients.
  public static final String GATEWAY = "gateway";

  /// The source of copies that the gateway sends to a mirror: money that was spent, and nothing
  /// that a client used.
  public static final String MIRROR = "mirror";

  public boolean isMirror() {
    return source.equals(MIRROR);
  }
}
