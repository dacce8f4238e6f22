package dev.breakeven.ingest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

final class LocalEnginesTest {
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"%s\",\"object\":\"model\",\"owned_by\":\"%s\"}]}";

  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  /// A server that answers one request with `body` and notes the request.
  private ServerSocket server(String body) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    Thread.startVirtualThread(
        () -> {
          try (Socket socket = server.accept()) {
            byte[] request = new byte[1000];
            int length = socket.getInputStream().read(request);
            asked.add(new String(request, 0, length, StandardCharsets.US_ASCII));
            socket
                .getOutputStream()
                .write(("HTTP/1.0 200 OK\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            asked.add(e.toString());
          }
        });
    return server;
  }

  private List<LocalEngines.Engine> at(ServerSocket server) {
    return LocalEngines.running(List.of(server.getLocalPort()));
  }

  @Test
  void tellsEnginesByWhatTheyCallThemselves() throws Exception {
    try (ServerSocket vllm = server(MODELS.formatted("llama-3.3-70b", "vllm"));
        ServerSocket other = server(MODELS.formatted("m", "somebody"))) {
      String address = "127.0.0.1:" + vllm.getLocalPort();
      assertThat(at(vllm))
          .containsExactly(new LocalEngines.Engine("vLLM", address, List.of("llama-3.3-70b")));
      assertThat(asked.take()).startsWith("GET /v1/models HTTP/1.0\r\n");
      assertThat(at(other))
          .extracting(LocalEngines.Engine::name)
          .containsExactly("an OpenAI-compatible server");
    }
  }

  @Test
  void aServerOfSomethingElseIsNoEngine() throws Exception {
    try (ServerSocket page = server("<html>hello</html>");
        ServerSocket json = server("{\"object\":\"error\"}")) {
      assertThat(at(page)).isEmpty();
      assertThat(at(json)).isEmpty();
    }
  }

  @Test
  void aPortThatSaysNothingOrIsClosedIsPassedOver() throws Exception {
    int closed;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      closed = silent.getLocalPort();
      assertThat(at(silent)).isEmpty();
    }
    assertThat(LocalEngines.running(List.of(closed))).isEmpty();
  }
}
