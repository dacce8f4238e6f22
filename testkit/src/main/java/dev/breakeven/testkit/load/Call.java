package dev.breakeven.testkit.load;

import java.net.http.HttpRequest;

/// One request, and when an open loop sends it: nanoseconds from the start of the run.
public record Call(long id, long atNanos, HttpRequest request) {
  public Call {
    if (atNanos < 0) {
      throw new IllegalArgumentException("call at " + atNanos + " ns (expected: at least 0)");
    }
  }
}
