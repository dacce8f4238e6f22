package dev.breakeven.gateway.admission;

import java.util.OptionalLong;

/// Why a call is not made, as the client is told.
///
/// `retryAfterSeconds` is empty where waiting does not help.
public record Refusal(Problem problem, String message, OptionalLong retryAfterSeconds) {
  public static Refusal of(Problem problem, String message) {
    return new Refusal(problem, message, OptionalLong.empty());
  }

  public static Refusal invalid(String message) {
    return of(Problem.INVALID_REQUEST, message);
  }
}
