package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.GatewaySettings.Access;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// A gateway on a free port of this machine over a ledger in memory, and a client for it.
record TestGateway(
    Gateway gateway, MemoryLedger ledger, HttpClient client, AtomicReference<GatewaySettings> next)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static TestGateway start(GatewaySettings settings) {
    return start(settings, Clock.systemUTC());
  }

  static TestGateway start(GatewaySettings settings, InstantSource clock) {
    // a folder that is only made where a key is suspended
    return start(settings, clock, new KeyWatch(Path.of("target", "suspended-keys")));
  }

  static TestGateway start(GatewaySettings settings, InstantSource clock, KeyWatch watch) {
    MemoryLedger ledger = new MemoryLedger();
    AtomicLong ids = new AtomicLong();
    AtomicReference<GatewaySettings> next = new AtomicReference<>(settings);
    GatewayParts parts =
        new GatewayParts(
            ledger,
            new OneOffer(),
            clock,
            () -> "r" + ids.incrementAndGet(),
            new Budgets(settings.access().caps()),
            watch,
            next::get);
    return new TestGateway(
        Gateway.start(settings, parts),
        ledger,
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
        next);
  }

  static TestGateway over(MockUpstream... mocks) {
    return start(GatewaySettings.of(upstreams(mocks)));
  }

  /// Before one upstream of either dialect.
  static TestGateway over(Dialect dialect, MockUpstream mock) {
    return start(GatewaySettings.of(List.of(upstream("up", dialect, mock.uri()))));
  }

  /// Takes one key, which no test has.
  static TestGateway closed(MockUpstream mock) {
    VirtualKey other =
        new VirtualKey(
            "ci",
            KeyRing.hash("sk-be-other"),
            "",
            "",
            Optional.empty(),
            Set.of(),
            Set.of(),
            Set.of());
    return start(GatewaySettings.of(upstreams(mock)).with(keys(other)));
  }

  /// Takes one request a minute.
  static TestGateway onceAMinute(MockUpstream mock) {
    RateLimit once = new RateLimit(ScopeKind.TOTAL, Optional.empty(), 1, 0, 0);
    return start(GatewaySettings.of(upstreams(mock)).with(limits(once)));
  }

  static Access keys(VirtualKey... keys) {
    return new Access(List.of(keys), List.of(), List.of(), List.of());
  }

  static Access caps(SpendCap... caps) {
    return new Access(List.of(), List.of(caps), List.of(), List.of());
  }

  static Access limits(RateLimit... limits) {
    return new Access(List.of(), List.of(), List.of(limits), List.of());
  }

  /// Upstreams `u1`, `u2`, ... of the provider `acme`, each asked for any model.
  static List<UpstreamSettings> upstreams(MockUpstream... mocks) {
    return IntStream.range(0, mocks.length)
        .mapToObj(i -> upstream("u" + (i + 1), Dialect.OPENAI, mocks[i].uri()))
        .toList();
  }

  static UpstreamSettings upstream(String name, Dialect dialect, URI... urls) {
    return new UpstreamSettings(
        name,
        dialect,
        List.of(urls),
        "acme",
        "",
        false,
        Optional.of("upstream-secret"),
        Map.of(),
        BalancePolicy.LEAST_LOADED,
        Optional.empty());
  }

  static String chat(boolean stream) {
    return """
        {"model":"mock","stream":%s,"max_tokens":100,"messages":[{"role":"user","content":"hi"}]}"""
        .formatted(stream);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .timeout(PATIENCE)
        .header("content-type", "application/json");
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /// What the port of operators answers.
  HttpResponse<String> admin(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.adminUrl() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /// A connection on which a test writes and reads as it likes.
  Socket socket() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(gateway.url()).getPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  static void send(Socket socket, String path, String body, String... headers) throws IOException {
    StringBuilder text = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n");
    text.append("Content-Type: application/json\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    text.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n\r\n");
    text.append(body);
    socket.getOutputStream().write(text.toString().getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /// The rows, once there are `count` of them.
  List<Attempt> rows(int count) {
    await(() -> ledger.rows().size() >= count);
    return ledger.rows();
  }

  /// Waits until `done`, and fails when that takes too long.
  static void await(BooleanSupplier done) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("it did not happen within " + PATIENCE);
      }
      LockSupport.parkNanos(2_000_000L);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    gateway.close();
  }
}
