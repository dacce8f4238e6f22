package dev.breakeven.gateway.admission;

import java.util.Locale;

/// Why a client gets no answer, or not all of it. Its key is the word for programs in errors and in
/// the access log.
public enum Problem {
  INVALID_REQUEST(400, "The request breaks its dialect, or its cost cannot be bounded."),
  TAG_UNKNOWN(400, "The request names a tag that is not configured."),
  KEY_MISSING(401, "Keys are set, and the request has none."),
  KEY_UNKNOWN(401, "No key has this secret."),
  BUDGET_EXCEEDED(402, "A cap has no room for the worst case of the call."),
  MODEL_NOT_ALLOWED(403, "The key may not ask for this model."),
  KEY_SUSPENDED(403, "The key was used far beyond its own history; an operator lifts it."),
  NO_ALLOWED_TARGET(403, "The model is served only where the key or the tag may not go."),
  MODEL_UNPRICED(403, "A cap covers the call, and the model has no price."),
  MODEL_NOT_FOUND(404, "No upstream serves the model."),
  ENDPOINT_NOT_SERVED(404, "Upstreams serve the model, but none speaks this path."),
  UNKNOWN_PATH(404, "The gateway has no such path."),
  METHOD_NOT_ALLOWED(405, "The path takes POST."),
  BODY_TIMEOUT(408, "The body did not come within a minute."),
  BODY_TOO_LARGE(413, "The body is larger than `body-mb`."),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is not application/json."),
  RATE_LIMIT_EXCEEDED(429, "A limit on requests, tokens or calls at once is reached."),
  CLIENT_LEFT(499, "The client closed its connection; only in the access log."),
  INTERNAL_ERROR(500, "A fault of the gateway; its log says where."),
  UPSTREAM_UNREACHABLE(502, "No connection to the upstream."),
  UPSTREAM_CUT(502, "The upstream's answer ended in the middle, or is none."),
  UPSTREAM_UNTRANSLATABLE(502, "The client's dialect cannot say what the upstream answered."),
  UPSTREAMS_DOWN(503, "Every upstream of the model is down."),
  LEDGER_UNAVAILABLE(503, "The ledger cannot be written, so nothing is sent."),
  STOPPING(503, "The gateway is about to end."),
  UPSTREAM_TIMEOUT(504, "A clock ran out: connect, head, first token, idle or total."),
  /// With the status that the upstream gave.
  UPSTREAM_REFUSED(0, "The upstream refused; its own status and words are passed on.");

  private final int status;
  private final String meaning;

  Problem(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The status of the answer, or 0 where the upstream says it.
  public int status() {
    return status;
  }

  public String meaning() {
    return meaning;
  }
}
