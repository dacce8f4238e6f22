package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.upstream.Failure.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads what an upstream says with a status other than 2xx.
public final class Refusals {
  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int SERVER_ERRORS = 500;
  private static final int MOST_SECONDS = 86_400;

  private Refusals() {}

  public static Failure read(
      int status, @Nullable String retryAfter, Buffer body, @Nullable String type, Instant now) {
    return new Failure(
        kind(status, body),
        status,
        "the upstream answered with status " + status,
        body,
        type == null ? "application/json" : type,
        retryAfterMillis(retryAfter, now));
  }

  private static Kind kind(int status, Buffer body) {
    if (status == TOO_MANY) {
      return Kind.RATE_LIMITED;
    }
    if (status >= SERVER_ERRORS || status == REQUEST_TIMEOUT) {
      return Kind.BROKEN;
    }
    String text = body.toString(StandardCharsets.UTF_8);
    boolean tooLong =
        text.contains("context_length_exceeded")
            || text.contains("maximum context length")
            || text.contains("prompt is too long");
    return tooLong ? Kind.CONTEXT_LENGTH : Kind.REFUSED;
  }

  /// Seconds or a date of HTTP, at most a day; empty for anything else.
  static OptionalLong retryAfterMillis(@Nullable String text, Instant now) {
    if (text == null) {
      return OptionalLong.empty();
    }
    String stripped = text.strip();
    try {
      if (stripped.chars().allMatch(c -> c >= '0' && c <= '9') && stripped.length() <= 9) {
        return OptionalLong.of(1000L * Math.min(MOST_SECONDS, Integer.parseInt(stripped)));
      }
      Instant until =
          ZonedDateTime.parse(stripped, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long millis = Duration.between(now, until).toMillis();
      return OptionalLong.of(Math.clamp(millis, 0, 1000L * MOST_SECONDS));
    } catch (NumberFormatException | DateTimeException e) {
      return OptionalLong.empty();
    }
  }
}
