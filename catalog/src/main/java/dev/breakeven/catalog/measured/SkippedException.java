package dev.breakeven.catalog.measured;

/// A row that no rule covers; never leaves this package.
final class SkippedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  SkippedException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
