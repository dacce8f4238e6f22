package dev.breakeven.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/// Asks the engines of upstreams that overflow by load how full they are, once a second at
/// `/metrics`, where engines have it beside their API. Owned by one event loop.
///
/// An engine that does not answer is asked again when it has, or a second later: what it said
/// before soon counts for nothing.
public final class LoadPoll {
  private static final long EVERY_MILLIS = 1_000;
  private static final long PATIENCE_MILLIS = 2_000;
  private static final int LONGEST = 8 << 20;

  private final HttpClientAgent client;
  private final Supplier<Upstreams> upstreams;
  private final Set<Replica> asked = new HashSet<>();

  public LoadPoll(HttpClientAgent client, Supplier<Upstreams> upstreams) {
    this.client = client;
    this.upstreams = upstreams;
  }

  public void start(Vertx vertx) {
    vertx.setPeriodic(1, EVERY_MILLIS, _ -> poll());
  }

  private void poll() {
    for (Upstream upstream : upstreams.get().all()) {
      if (upstream.settings().overflow().needsLoad()) {
        upstream.replicas().forEach(this::ask);
      }
    }
  }

  private void ask(Replica replica) {
    if (!asked.add(replica)) {
      return;
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(replica.host())
            .setPort(replica.port())
            .setSsl(replica.isSecure())
            .setURI("/metrics")
            .setConnectTimeout(PATIENCE_MILLIS)
            .setIdleTimeout(PATIENCE_MILLIS);
    client
        .request(options)
        .compose(request -> request.send().compose(response -> read(response, replica)))
        .onComplete(_ -> asked.remove(replica));
  }

  private static Future<Void> read(HttpClientResponse response, Replica replica) {
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          body.appendBuffer(chunk);
          if (body.length() > LONGEST) {
            response.request().reset();
          }
        });
    return response
        .end()
        .onSuccess(
            _ -> {
              if (response.statusCode() == 200) {
                replica.observed(body.toString(StandardCharsets.UTF_8), System.nanoTime());
              }
            });
  }
}
