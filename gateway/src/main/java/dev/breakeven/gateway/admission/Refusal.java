package dev.breakeven.gateway.admission;

import java.util.OptionalLong;

/// Why a call is not made, as the client is told.
///
/// `type` is the word that both dialects use for such an error, `code` ours. `retryAfterSeconds` is
/// empty where waiting does not help.
public record Refusal(
    int status, String type, String code, String message, OptionalLong retryAfterSeconds) {
  public static Refusal of(int status, String type, String code, String message) {
    return new Refusal(status, type, code, message, OptionalLong.empty());
  }

  public static Refusal invalid(String message) {
    return of(400, "invalid_request_error", "invalid_request", message);
  }
}
