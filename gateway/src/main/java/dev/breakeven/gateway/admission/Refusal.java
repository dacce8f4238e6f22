package dev.breakeven.gateway.admission;

import java.util.OptionalLong;

/// Why a call is not made, as the client is told.
///
/// `code` is a word for programs. `retryAfterSeconds` is empty where waiting does not help.
public record Refusal(int status, String code, String message, OptionalLong retryAfterSeconds) {
  public static Refusal of(int status, String code, String message) {
    return new Refusal(status, code, message, OptionalLong.empty());
  }

  public static Refusal invalid(String message) {
    return of(400, "invalid_request", message);
  }
}
