package dev.breakeven.core.ledger;

/// The identity of an attempt: the same pair is the same attempt, however often it is read.
///
/// `request` is unique over all sources; readers of logs prefix it with their source. `attempt`
/// counts from 1.
public record AttemptId(String request, int attempt) {
  public AttemptId {
    if (request.isEmpty() || attempt < 1) {
      throw new IllegalArgumentException("attempt id: needs a request id and a number from 1");
    }
  }

  @Override
  public String toString() {
    return request + "#" + attempt;
  }
}
