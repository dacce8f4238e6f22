package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.e2e.MixedCalls.Call;
import dev.breakeven.e2e.MixedCalls.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes mixed calls at a gateway, and leaves where a call says so. Thread-safe.
final class MixedClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final String url;
  private final MixedCalls script;

  MixedClient(String url, MixedCalls script) {
    this.url = url;
    this.script = script;
  }

  /// How often the answer was 503, upon which a call is made again.
  int unavailable() {
    return unavailable.get();
  }

  /// The status that the call is told, -1 when its answer breaks, 0 when it left before any.
  int make(Call call, String... headers) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + call.path()))
            .timeout(PATIENCE)
            .headers("content-type", "application/json", "x-session-id", call.session())
            .POST(HttpRequest.BodyPublishers.ofString(call.body()))
            .headers(headers.length == 0 ? new String[] {"accept", "*/*"} : headers)
            .build();
    int status = once(call, request);
    while (status == 503) {
      // five failures happened to come in a row: the gateway leaves the upstream alone for a while
      unavailable.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(200);
      status = once(call, request);
    }
    return status;
  }

  private int once(Call call, HttpRequest request) throws Exception {
    if (call.fate() != Fate.LEFT || call.stream()) {
      return read(request, call);
    }
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    while (!script.awaitAsked(call, Duration.ofMillis(20))) {
      if (sent.isDone()) {
        return sent.get().statusCode();
      }
    }
    sent.cancel(true);
    return 0;
  }

  private int read(HttpRequest request, Call call) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (call.fate() == Fate.LEFT) {
        assertThat(body.read()).isPositive();
      } else {
        body.readAllBytes();
      }
      return answer.statusCode();
    } catch (IOException cut) {
      return -1;
    }
  }
}
