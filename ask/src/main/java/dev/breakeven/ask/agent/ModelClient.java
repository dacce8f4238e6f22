package dev.breakeven.ask.agent;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sends bodies to one endpoint: no proxy on this machine, no redirects, since a key goes along.
final class ModelClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final int MOST_BYTES = 4 << 20;

  private final ModelEndpoint endpoint;
  private final HttpClient client;

  ModelClient(ModelEndpoint endpoint) {
    this.endpoint = endpoint;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    client = (endpoint.isLoopback() ? builder.proxy(HttpClient.Builder.NO_PROXY) : builder).build();
  }

  /// The headers that a request has, with `key` in the place of the key.
  static Map<String, String> headers(ModelEndpoint endpoint, String key) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    if (endpoint.anthropic()) {
      headers.put("anthropic-version", "2023-06-01");
    }
    if (endpoint.key().isPresent()) {
      headers.put(
          endpoint.anthropic() ? "x-api-key" : "Authorization",
          endpoint.anthropic() ? key : "Bearer " + key);
    }
    return headers;
  }

  /// The answer's body; throws `BreakevenException` for anything but a whole answer with 200.
  byte[] send(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.address())
            .timeout(ANSWER)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers(endpoint, endpoint.key().orElse("")).forEach(request::header);
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] answer = in.readNBytes(MOST_BYTES);
        if (response.statusCode() != 200) {
          throw failed(
              "answered with status " + response.statusCode(), hint(response.statusCode()));
        }
        return answer;
      }
    } catch (HttpTimeoutException e) {
      throw failed("gave no answer in time", "Ask again, or another model.");
    } catch (IOException e) {
      throw failed("does not answer, or ended in the middle", "Check that it runs.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was given up", "");
    }
  }

  private static String hint(int status) {
    return switch (status) {
      case 401, 403 -> "Check the key.";
      case 404 -> "Check the address and the name of the model.";
      case 429 -> "Its limit is reached: ask again later.";
      default -> "Ask again, or check its log.";
    };
  }

  private BreakevenException failed(String what, String remedy) {
    return new BreakevenException(
        ErrorCode.SOURCE_UNREACHABLE, "the model " + what, endpoint.address().toString(), remedy);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
