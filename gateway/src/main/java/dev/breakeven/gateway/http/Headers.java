package dev.breakeven.gateway.http;

import dev.breakeven.gateway.admission.Caller;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.wire.dialect.Dialect;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which headers pass, and which belong to one side only.
final class Headers {
  static final String REQUEST_ID = "x-request-id";
  static final String ANTHROPIC_REQUEST_ID = "request-id";
  static final String SESSION = "x-session-id";
  static final String TAG = "x-breakeven-tag";
  static final String SERVICE = "x-breakeven-service";
  static final String ESCALATE = "x-breakeven-escalate";
  static final String ROUTE = "x-breakeven-route";

  private static final Pattern NAME = Pattern.compile("[ -~]{0," + Caller.LONGEST_NAME + "}");
  private static final String BEARER = "bearer ";

  /// Of one connection only, or written anew by us.
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length",
          "host",
          "expect");

  /// Of the client and us: secrets, our own headers, and encodings that we could not read.
  private static final Set<String> CLIENT_ONLY =
      Set.of(
          "authorization",
          "x-api-key",
          "api-key",
          "x-goog-api-key",
          "cookie",
          "accept-encoding",
          SERVICE,
          TAG,
          ESCALATE,
          SESSION,
          REQUEST_ID);

  private static final List<String> CLIENTS_CALL =
      List.of("idempotency-key", "traceparent", "tracestate");

  private Headers() {}

  /// The secret of the client, however its library sends it; empty when there is none.
  static String secret(HttpServerRequest request) {
    String bearer = request.getHeader("authorization");
    if (bearer != null && bearer.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return bearer.substring(BEARER.length()).strip();
    }
    for (String name : List.of("x-api-key", "api-key", "x-goog-api-key")) {
      String value = request.getHeader(name);
      if (value != null) {
        return value.strip();
      }
    }
    return "";
  }

  /// The value of a header; empty when there is none.
  static String text(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /// The tag that a request names. One that is named twice is not read: which would hold?
  static Optional<String> tag(HttpServerRequest request) {
    List<String> values = request.headers().getAll(TAG);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
  }

  /// Why the names in a request cannot be recorded: they are what a client says, and stay short
  /// text of one line.
  static Optional<Refusal> unusable(HttpServerRequest request) {
    return Stream.of(SERVICE, SESSION)
        .filter(name -> !NAME.matcher(text(request, name)).matches())
        .findFirst()
        .map(
            name ->
                Refusal.invalid(
                    "header '%s' takes at most %d characters of ASCII"
                        .formatted(name, Caller.LONGEST_NAME)));
  }

  /// The id that the answer to a request carries.
  static String requestId(HttpServerRequest request) {
    String id = request.response().headers().get(REQUEST_ID);
    return id == null ? "" : id;
  }

  /// What goes to an upstream: the headers of the client, without its key and those of the other
  /// dialect, and with ours.
  static MultiMap upstream(MultiMap client, UpstreamSettings upstream) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    String connection = connection(client);
    String foreign = upstream.dialect() == Dialect.ANTHROPIC ? "openai-" : "anthropic-";
    for (Map.Entry<String, String> header : client) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith(foreign)
          && !HOP_BY_HOP.contains(name)
          && !CLIENT_ONLY.contains(name)
          && !connection.contains("," + name + ",")) {
        headers.add(name, header.getValue());
      }
    }
    upstream
        .credentials()
        .forEach(
            (name, value) -> {
              // a client may ask for another version; its secrets are gone by now
              if (!headers.contains(name)) {
                headers.set(name, value);
              }
            });
    return headers;
  }

  /// What goes to a mirror: the same, without what ties the call to its client, which a copy is not
  /// of: its place in a trace, and its promise to be made once.
  static MultiMap copied(MultiMap client, UpstreamSettings mirror) {
    MultiMap headers = upstream(client, mirror);
    CLIENTS_CALL.forEach(headers::remove);
    return headers;
  }

  /// Copies what the client may see of an upstream's headers.
  ///
  /// Its limits and its request id are not ours: they get a name that says so.
  static void answer(MultiMap upstream, MultiMap client) {
    String connection = connection(upstream);
    for (Map.Entry<String, String> header : upstream) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (HOP_BY_HOP.contains(name) || connection.contains("," + name + ",")) {
        continue;
      }
      boolean renamed =
          name.startsWith("x-ratelimit-")
              || name.startsWith("anthropic-ratelimit-")
              || name.equals(REQUEST_ID)
              || name.equals("request-id");
      String shown = name.startsWith("x-") ? name.substring(2) : name;
      client.add(renamed ? "x-upstream-" + shown : name, header.getValue());
    }
  }

  /// The names that the header `Connection` adds, lower case, each between commas.
  private static String connection(MultiMap headers) {
    String value = headers.get("connection");
    return value == null ? "" : "," + value.toLowerCase(Locale.ROOT).replaceAll("\\s", "") + ",";
  }
}
