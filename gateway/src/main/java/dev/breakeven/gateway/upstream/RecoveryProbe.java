package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.upstream.Replica.Verdict;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.function.Supplier;

/// Asks replicas that are down for their list of models once their rest is over, so that no call of
/// a user has to find out whether they are back. Owned by one event loop.
///
/// A replica that has no such list, or does not show it to us, is tried by calls.
public final class RecoveryProbe {
  private static final long EVERY_MILLIS = 100;
  private static final long PATIENCE_MILLIS = 2_000;

  private final HttpClientAgent client;
  private final Supplier<Upstreams> upstreams;

  public RecoveryProbe(HttpClientAgent client, Supplier<Upstreams> upstreams) {
    this.client = client;
    this.upstreams = upstreams;
  }

  public void start(Vertx vertx) {
    vertx.setPeriodic(EVERY_MILLIS, _ -> poll());
  }

  private void poll() {
    for (Upstream upstream : upstreams.get().all()) {
      for (Replica replica : upstream.replicas()) {
        if (replica.tryProbe(System.nanoTime())) {
          ask(upstream.settings(), replica);
        }
      }
    }
  }

  private void ask(UpstreamSettings upstream, Replica replica) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(replica.host())
            .setPort(replica.port())
            .setSsl(replica.isSecure())
            .setURI(replica.path(upstream.api().modelsPath()))
            .setConnectTimeout(PATIENCE_MILLIS)
            .setIdleTimeout(PATIENCE_MILLIS);
    upstream.credentials().forEach(options::putHeader);
    client
        .request(options)
        .compose(
            request ->
                request.send().compose(response -> response.end().map(_ -> response.statusCode())))
        .onComplete(status -> replica.probed(verdict(status), System.nanoTime()));
  }

  private static Verdict verdict(AsyncResult<Integer> status) {
    if (status.failed() || status.result() >= 500) {
      return Verdict.FAILED;
    }
    return status.result() / 100 == 2 ? Verdict.HEALTHY : Verdict.UNKNOWN;
  }
}
