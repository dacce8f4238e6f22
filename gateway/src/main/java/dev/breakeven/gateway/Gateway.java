package dev.breakeven.gateway;

import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Alerts;
import dev.breakeven.gateway.http.AdminRoutes;
import dev.breakeven.gateway.http.Configuration;
import dev.breakeven.gateway.http.Lane;
import dev.breakeven.gateway.http.Mirrors;
import dev.breakeven.gateway.http.Newcomers;
import dev.breakeven.gateway.http.Routes;
import dev.breakeven.gateway.metering.AccessLog;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.metering.LedgerQueue;
import dev.breakeven.gateway.metering.PriceBook;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.TraceExport;
import dev.breakeven.gateway.trace.Traces;
import dev.breakeven.gateway.upstream.LoadPoll;
import dev.breakeven.gateway.upstream.RecoveryProbe;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.gateway.upstream.Upstreams;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// A running gateway. Thread-safe.
///
/// Every event loop has a server of its own on the same port and a client of its own, so that both
/// sides of a request are on one loop. Nothing on a loop blocks: the ledger has its own thread.
public final class Gateway implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");
  private static final int MOST_CONNECTIONS = 65_536;
  private static final int HEADER_BYTES = 64 << 10;
  private static final int KEEP_ALIVE_SECONDS = 55;
  private static final long START_SECONDS = 30;

  /// Any free port, the same one for all servers of one Vert.x.
  private static final int ANY_SHARED_PORT = -1;

  private static final long POLL_NANOS = 5_000_000L;

  private final Vertx vertx;
  private final LedgerQueue ledger;
  private final AccessLog access;
  private final Alerts alerts;
  private final Optional<Traces> traces;
  private final Counters counters = new Counters();
  private final Mirrors mirrors = new Mirrors(counters);
  private final GatewaySettings settings;
  private final GatewayParts parts;
  private volatile Configuration configuration;
  private volatile boolean ready = true;
  private volatile int port;
  private volatile int adminPort;

  private Gateway(GatewaySettings settings, GatewayParts parts) {
    this.settings = settings;
    this.parts = parts;
    access = new AccessLog(settings.operation().accessLog(), counters);
    TraceExport export = settings.operation().traces();
    // asked first, so that nothing of it is loaded where there are no traces
    traces =
        export.isOn() ? Optional.of(new Traces(export, parts.clock(), counters)) : Optional.empty();
    ledger = new LedgerQueue(parts.ledger());
    configuration =
        configuration(
            settings,
            new Upstreams(settings.upstreams(), settings.retries().rest()),
            new RateLimiter(settings.access().limits()));
    alerts =
        new Alerts(
            parts.budgets(),
            parts.watch(),
            parts.clock(),
            () -> configuration.settings().operation().alerts());
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
  }

  /// Starts a gateway and returns when it takes requests.
  ///
  /// Throws [BreakevenException] when the port is taken.
  public static Gateway start(GatewaySettings settings, GatewayParts parts) {
    Gateway gateway = new Gateway(settings, parts);
    try {
      gateway.listen();
      return gateway;
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  private Configuration configuration(GatewaySettings now, Upstreams upstreams, RateLimiter rates) {
    return new Configuration(
        now,
        upstreams,
        new Admission(now.access(), rates, parts.budgets(), parts.watch()),
        rates,
        new RetryPolicy(now.retries()));
  }

  /// Takes the settings as they are now; requests that run keep those they began with.
  ///
  /// Upstreams and limits that did not change keep their state, and budgets what was spent. Ports
  /// stay. Throws [BreakevenException] when the settings are wrong; then nothing has changed.
  public synchronized void reload() {
    GatewaySettings next = parts.reload().get();
    Configuration current = configuration;
    boolean sameLimits = next.access().limits().equals(current.settings().access().limits());
    parts.budgets().replace(next.access().caps());
    configuration =
        configuration(
            next,
            current.upstreams().reloaded(next.upstreams(), next.retries().rest()),
            sameLimits ? current.rates() : new RateLimiter(next.access().limits()));
  }

  private void listen() {
    int loops = Runtime.getRuntime().availableProcessors();
    await(
        vertx.deployVerticle(
            () -> new FrontDoor(),
            new DeploymentOptions()
                .setThreadingModel(ThreadingModel.EVENT_LOOP)
                .setInstances(loops)));
    await(vertx.deployVerticle(() -> new Watch(), new DeploymentOptions()));
    AdminRoutes admin =
        new AdminRoutes(
            () -> configuration, () -> ready, counters, this::reload, parts.watch(), parts.clock());
    HttpServer server =
        await(
            vertx
                .createHttpServer(serverOptions())
                .requestHandler(admin)
                .listen(settings.listen().adminPort(), "127.0.0.1"));
    adminPort = server.actualPort();
  }

  /// The server and the client of one event loop.
  private final class FrontDoor extends AbstractVerticle {
    @Override
    public void start(Promise<Void> started) {
      HttpClientAgent client = client(vertx);
      Lane lane =
          new Lane(
              vertx,
              client,
              new PriceBook(parts.market()),
              ledger,
              access,
              mirrors,
              counters,
              traces,
              parts.clock(),
              parts.ids());
      new Newcomers(vertx)
          .watch(
              vertx.createHttpServer(encrypted(serverOptions())),
              new Routes(lane, () -> configuration, () -> ready))
          .listen(
              settings.listen().port() == 0 ? ANY_SHARED_PORT : settings.listen().port(),
              settings.listen().host())
          .onSuccess(server -> port = server.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  /// What is asked of engines beside requests, on one event loop.
  private final class Watch extends AbstractVerticle {
    @Override
    public void start() {
      HttpClientAgent client = client(vertx);
      new LoadPoll(client, () -> configuration.upstreams()).start(vertx);
      new RecoveryProbe(client, () -> configuration.upstreams()).start(vertx);
    }
  }

  private static HttpClientAgent client(Vertx vertx) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setTcpNoDelay(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setMaxHeaderSize(HEADER_BYTES)
            .setDecompressionSupported(false),
        new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setTcpNoDelay(true)
        .setReuseAddress(true)
        .setHandle100ContinueAutomatically(true)
        // else a connection is nobody's until its first bytes say which HTTP it is
        .setHttp2ClearTextEnabled(false)
        .setDecompressionSupported(false)
        .setMaxHeaderSize(HEADER_BYTES)
        .setAcceptBacklog(4096);
  }

  private HttpServerOptions encrypted(HttpServerOptions options) {
    settings
        .operation()
        .tls()
        .ifPresent(
            tls ->
                options
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(tls.certificate().toString())
                            .setKeyPath(tls.key().toString())));
    return options;
  }

  private <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String reason =
          e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
      throw unable(reason);
    } catch (TimeoutException e) {
      throw unable("it took longer than %d s".formatted(START_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unable("it was interrupted");
    }
  }

  private BreakevenException unable(String reason) {
    return new BreakevenException(
        ErrorCode.LISTEN_REFUSED,
        "the gateway cannot listen: " + reason,
        settings.listen().host() + ":" + settings.listen().port(),
        "Name a free port with --port; 0 is any.");
  }

  public String url() {
    String scheme = settings.operation().tls().isPresent() ? "https" : "http";
    return scheme + "://" + settings.listen().host() + ":" + port;
  }

  public String adminUrl() {
    return "http://127.0.0.1:" + adminPort;
  }

  /// True while no request is being answered and no copy runs.
  public boolean isIdle() {
    return counters.inFlight.get() == 0 && counters.mirrorsInFlight.get() == 0;
  }

  /// Takes no new requests, begins no more copies for mirrors, and waits until those that run have
  /// ended, but no longer than `grace`.
  public void drain(Duration grace) {
    ready = false;
    mirrors.stop();
    long until = System.nanoTime() + grace.toNanos();
    while (!isIdle() && until - System.nanoTime() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// Ends the gateway; what still runs is cut off, and its rows stay open in the ledger.
  @Override
  public void close() {
    ready = false;
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.log(Level.WARNING, "the gateway did not end within {0} s", START_SECONDS);
    } catch (ExecutionException e) {
      LOG.log(Level.WARNING, "the gateway did not end as it should: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      alerts.close();
      ledger.close();
      access.close();
      if (traces.isPresent()) {
        traces.get().close();
      }
    }
  }
}
