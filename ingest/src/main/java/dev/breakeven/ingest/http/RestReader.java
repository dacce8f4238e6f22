package dev.breakeven.ingest.http;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/// Reads from one service until a deadline: `GET` only, no redirect followed, and the token sent to
/// that service alone, over plain `http` on this machine only.
///
/// A 429 is waited out as long as `Retry-After` asks and the deadline allows; a 5xx is tried three
/// times. Everything else that is no 200 is `SOURCE_REFUSED` or `SOURCE_UNREACHABLE`, and says what
/// the service said. Owned by one thread.
public final class RestReader implements AutoCloseable {
  private static final int LARGEST = 1 << 28;
  private static final int TRIES = 3;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MOST_OF_MESSAGE = 160;
  private static final Pattern MESSAGE =
      Pattern.compile("\"(?:error|message)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

  private final Service service;
  private final HttpClient client;
  private final long end;

  /// What is read from: `permission` is the right that a 403 means to lack, `secret` names where
  /// the token comes from.
  public record Service(
      String name, URI base, Optional<String> token, String permission, String secret) {
    private static final Pattern HERE = Pattern.compile("localhost|127\\..*|\\[::1]");

    private boolean isPlain() {
      return "http".equalsIgnoreCase(base.getScheme())
          && !HERE.matcher(Objects.requireNonNullElse(base.getHost(), "")).matches();
    }

    @Override
    public String toString() {
      return name + " at " + base; // never the token
    }
  }

  /// With the TLS of `tls` where there is one, else with what Java trusts.
  public RestReader(Service service, Duration deadline, Optional<SSLContext> tls) {
    this.service = service;
    if (service.token().isPresent() && service.isPlain()) {
      throw failure(
          ErrorCode.SOURCE_REFUSED,
          "would get its token over plain http",
          "Use https, or an address on this machine");
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    tls.ifPresent(builder::sslContext);
    client = builder.build();
    end = System.nanoTime() + deadline.toNanos();
  }

  /// The body of the answer to `GET` of `path`, which may hold a query.
  public byte[] get(String path) {
    HttpResponse<byte[]> answer = answer(path);
    if (answer.statusCode() != 200) {
      throw refused(answer);
    }
    return answer.body();
  }

  /// As [#get]; empty when what is asked for is there no longer (410).
  public Optional<byte[]> getUnlessGone(String path) {
    HttpResponse<byte[]> answer = answer(path);
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(answer.body());
      case 410 -> Optional.empty();
      default -> throw refused(answer);
    };
  }

  private HttpResponse<byte[]> answer(String path) {
    int tries = 0;
    while (true) {
      tries++;
      HttpResponse<byte[]> answer = send(path);
      Optional<Duration> pause = pause(answer, tries);
      if (pause.isEmpty()) {
        return answer;
      }
      await(pause.get(), answer.statusCode());
    }
  }

  /// How long to wait before another try; empty when there is none.
  private static Optional<Duration> pause(HttpResponse<byte[]> answer, int tries) {
    if (answer.statusCode() == 429) {
      String after = answer.headers().firstValue("Retry-After").orElse("1").strip();
      return Optional.of(
          Duration.ofSeconds(SECONDS.matcher(after).matches() ? Long.parseLong(after) : 1));
    }
    boolean again = answer.statusCode() >= 500 && tries < TRIES;
    return again ? Optional.of(Duration.ofMillis(100L << tries)) : Optional.empty();
  }

  private void await(Duration pause, int status) {
    if (pause.toNanos() >= left()) {
      throw failure(
          ErrorCode.SOURCE_UNREACHABLE,
          "answers %d and asks to wait %,d s, which is past the deadline"
              .formatted(status, pause.toSeconds()),
          "Ask again later, or give it longer with --deadline");
    }
    try {
      boolean never = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
      assert !never;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private long left() {
    return end - System.nanoTime();
  }

  private HttpResponse<byte[]> send(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).header("Accept", "application/json").GET();
    service.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
    try {
      return answer.get(Math.max(0, left()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw failure(
          ErrorCode.SOURCE_UNREACHABLE,
          "did not answer before the deadline",
          "Check the address, or give it longer with --deadline");
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw failure(
          ErrorCode.SOURCE_UNREACHABLE,
          "cannot be reached: " + reason(cause),
          cause instanceof SSLException
              ? "Check that the address is of this service, and who signed its certificate"
              : "Check the address and the network");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    }
  }

  private URI uri(String path) {
    String base = service.base().toString();
    try {
      return URI.create(
          base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path);
    } catch (IllegalArgumentException e) {
      throw failure(ErrorCode.USAGE, "has no usable address", "Write it as http://host:port");
    }
  }

  private static String reason(Throwable cause) {
    String message = cause instanceof IOException ? String.valueOf(cause.getMessage()) : "";
    return message.isEmpty() || message.equals("null") ? cause.getClass().getSimpleName() : message;
  }

  private BreakevenException interrupted() {
    Thread.currentThread().interrupt();
    return failure(ErrorCode.SOURCE_UNREACHABLE, "was given up", "Give it longer with --deadline");
  }

  private BreakevenException refused(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    String said = said(answer.body());
    return switch (status) {
      case 401 ->
          failure(
              ErrorCode.SOURCE_REFUSED,
              "refuses the login (401)" + said,
              "Put a valid one into " + service.secret());
      case 403 ->
          failure(
              ErrorCode.SOURCE_REFUSED,
              "does not allow it (403)" + said,
              "Grant the token: " + service.permission());
      default ->
          failure(
              ErrorCode.SOURCE_UNREACHABLE,
              "answers %d%s".formatted(status, said),
              status >= 300 && status < 400
                  ? "Give the address that it redirects to"
                  : "Check the address and the service's log");
    };
  }

  /// What the service gives as a reason, on one line and of ordinary length.
  private static String said(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 4_096), StandardCharsets.UTF_8);
    Matcher message = MESSAGE.matcher(text);
    if (!message.find()) {
      return "";
    }
    String quoted = message.group(1).replace("\\\"", "\"");
    String said = quoted.replaceAll("[\\p{Cntrl}\\\\]+", " ").strip();
    return ": "
        + (said.length() > MOST_OF_MESSAGE ? said.substring(0, MOST_OF_MESSAGE) + "…" : said);
  }

  private BreakevenException failure(ErrorCode code, String what, String remedy) {
    return new BreakevenException(
        code,
        service.name().toLowerCase(Locale.ROOT) + " " + what,
        service.base().toString(),
        remedy);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
