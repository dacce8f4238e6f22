package dev.breakeven.core.serving.calibration;

/// How requests were offered to the engine while it was measured.
public sealed interface Load {
  /// A new request for each that ended, `concurrency` at a time.
  record Closed(double concurrency) implements Load {}

  /// `requestsPerSecond`, whatever the engine is doing.
  record Rate(double requestsPerSecond) implements Load {}

  /// More at once than the engine can hold.
  record Unlimited() implements Load {}

  /// `requests` at once, which then drain.
  record Burst(double requests) implements Load {}

  /// `requests` of one length at once: they run in whole rounds.
  record Offline(double requests) implements Load {}
}
