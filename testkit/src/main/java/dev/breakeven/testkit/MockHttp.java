package dev.breakeven.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A service on loopback that answers each request as a test says, and remembers what it was asked.
public final class MockHttp implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /// A request: its path with the query as sent, and the token it brought, empty for none.
  public record Asked(String path, String token) {}

  /// An answer; a status of 0 means silence for as long as the service lives.
  public record Said(int status, String body, Map<String, String> headers) {
    public static Said ok(String body) {
      return new Said(200, body, Map.of());
    }

    public static Said status(int status) {
      return new Said(status, "", Map.of());
    }
  }

  public MockHttp(Function<Asked, Said> script) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, script));
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange, Function<Asked, Said> script) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    Asked request = new Asked(exchange.getRequestURI().toString(), token == null ? "" : token);
    asked.add(request);
    Said said = script.apply(request);
    if (said.status() == 0) {
      return; // the exchange stays open
    }
    byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
    said.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// What it was asked so far, in order.
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
