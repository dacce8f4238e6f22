package dev.breakeven.gateway.admission;

import dev.breakeven.wire.report.JsonOut;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where operators hear of things, in the form that Slack takes. What is not taken is logged.
final class Webhook implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private @Nullable HttpClient client;

  /// Whether it was taken.
  boolean deliver(URI to, String message) throws InterruptedException {
    StringWriter body = new StringWriter();
    JsonOut.write(body, json -> json.text("text", message));
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      int status = client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return true;
      }
      LOG.log(Level.WARNING, "the webhook of alerts answers with {0}: {1}", status, message);
    } catch (IOException e) {
      // the address of a webhook is a secret: it is not logged
      LOG.log(Level.WARNING, "the webhook of alerts cannot be reached: {0}", message);
    }
    return false;
  }

  /// Made for the first message: it reads the certificates of all authorities, which takes a good
  /// part of a start.
  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    }
    return client;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
