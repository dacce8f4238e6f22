package dev.breakeven.testkit.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server on loopback that answers each request by a script, and remembers what came
/// in and what it served. Thread-safe.
public final class MockUpstream implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ServerSocket server;
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final List<MockRequest> requests = new ArrayList<>();
  private final List<Served> served = new ArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Script script;
  private volatile Supplier<String> metrics = this::ownMetrics;

  /// Answers a request; the connection is closed when it throws.
  @FunctionalInterface
  public interface Script {
    void answer(MockRequest request, MockResponse response) throws Exception;
  }

  /// A completion that was sent to its end, with the tokens that its usage stated.
  public record Served(String model, boolean stream, long prompt, long cached, long output) {}

  private MockUpstream(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
  }

  public static MockUpstream start(Script script) {
    return start(0, script);
  }

  /// On a port of the caller's choice: one that was closed before, for example.
  public static MockUpstream start(int port, Script script) {
    try {
      MockUpstream mock =
          new MockUpstream(
              new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()), script);
      Thread.ofVirtual().name("mock-upstream").start(mock::accept);
      return mock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return server.getLocalPort();
  }

  /// Answers by another script from the next request on.
  public void script(Script next) {
    script = next;
  }

  /// Says this at `/metrics` from now on.
  public void metrics(Supplier<String> text) {
    metrics = text;
  }

  /// What has come in, but for the endpoints that every engine has.
  public List<MockRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  public List<Served> served() {
    synchronized (served) {
      return List.copyOf(served);
    }
  }

  /// Requests that are being answered now.
  public int running() {
    return open.get();
  }

  void served(Served one) {
    synchronized (served) {
      served.add(one);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      MockRequest request = read(in);
      while (request != null) {
        open.incrementAndGet();
        try {
          answer(request, new MockResponse(socket));
        } finally {
          open.decrementAndGet();
        }
        request = request.header("connection").equals("close") ? null : read(in);
      }
    } catch (Exception cut) {
      // closing the socket is the answer
    } finally {
      sockets.remove(socket);
    }
  }

  private void answer(MockRequest request, MockResponse response) throws Exception {
    switch (request.path()) {
      case "/health" -> response.json(200, "{}");
      case "/v1/models" ->
          response.json(
              200,
              "{\"object\":\"list\",\"data\":[{\"id\":\"mock\",\"object\":\"model\","
                  + "\"created\":0,\"owned_by\":\"mock\"}]}");
      case "/metrics" -> response.json(200, metrics.get());
      default -> {
        synchronized (requests) {
          requests.add(request);
        }
        script.answer(request, response);
      }
    }
  }

  /// What an engine of vLLM shows of its load.
  private String ownMetrics() {
    return """
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{model_name="mock"} %d
        # TYPE vllm:num_requests_waiting gauge
        vllm:num_requests_waiting{model_name="mock"} 0
        # TYPE vllm:kv_cache_usage_perc gauge
        vllm:kv_cache_usage_perc{model_name="mock"} 0.0
        """
        .formatted(open.get() - 1);
  }

  private @Nullable MockRequest read(InputStream in) throws IOException {
    String[] lines = head(in).split("\r\n");
    if (lines[0].isEmpty()) {
      return null;
    }
    String[] first = lines[0].split(" ");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new MockRequest(received.incrementAndGet(), first[0], first[1], headers, body);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ending = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      ending = next == "\r\n\r\n".charAt(ending) ? ending + 1 : next == '\r' ? 1 : 0;
      if (ending == 4) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  /// Also ends the connections that are open.
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
