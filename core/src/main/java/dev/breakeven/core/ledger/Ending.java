package dev.breakeven.core.ledger;

/// How an attempt ended: an HTTP status (0 when a log has none) and the finish reason given.
public record Ending(int status, String finish) {
  public static final Ending UNKNOWN = new Ending(0, "");
}
