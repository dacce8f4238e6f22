package dev.breakeven.gateway.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How the gateway is run: encrypted or not, and what it says while it runs.
///
/// After `keepAlive` without a byte a stream gets a sign of life; zero is never. `accessLog` is
/// where a line a call is written, and `alerts` the webhook that hears of budgets.
/// `traces` says whether and where calls are sent as traces.
public record Operation(
    Optional<Tls> tls,
    Duration keepAlive,
    Optional<Path> accessLog,
    Optional<URI> alerts,
    TraceExport traces) {
  public static final Operation DEFAULT =
      new Operation(
          Optional.empty(),
          Duration.ofSeconds(15),
          Optional.empty(),
          Optional.empty(),
          TraceExport.NONE);

  /// One that sends no traces.
  public Operation(
      Optional<Tls> tls, Duration keepAlive, Optional<Path> accessLog, Optional<URI> alerts) {
    this(tls, keepAlive, accessLog, alerts, TraceExport.NONE);
  }

  public Operation with(TraceExport newTraces) {
    return new Operation(tls, keepAlive, accessLog, alerts, newTraces);
  }

  /// The certificate, with those that vouch for it, and its private key, as PEM files.
  public record Tls(Path certificate, Path key) {}
}
