package dev.breakeven.ingest.engine;

import dev.breakeven.ingest.usage.source.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Looks for engines on ports of 127.0.0.1, each asked once for its models; contacts nobody else.
///
/// A port that nobody listens on answers at once; one that says nothing costs the time limit.
public final class LocalEngines {
  /// The default ports of vLLM, SGLang, Ollama and llama.cpp.
  public static final List<Integer> PORTS = List.of(8000, 30000, 11434, 8080);

  private static final int OLLAMA = 11434;
  private static final int CONNECT_MILLIS = 100;
  private static final int ANSWER_MILLIS = 300;
  private static final int MOST_BYTES = 1 << 16;

  private LocalEngines() {}

  /// An engine at `address`, such as `127.0.0.1:8000`, and the models that it serves.
  public record Engine(String name, String address, List<String> models) {
    public Engine {
      models = List.copyOf(models);
    }
  }

  /// The engines that answer on `ports`, in their order.
  public static List<Engine> running(List<Integer> ports) {
    return ports.stream().flatMap(port -> at(port).stream()).toList();
  }

  private static Optional<Engine> at(int port) {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /v1/models HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(read(socket.getInputStream()), StandardCharsets.UTF_8);
      int body = answer.indexOf("\r\n\r\n");
      return body < 0 ? Optional.empty() : engine(port, answer.substring(body));
    } catch (IOException e) {
      return Optional.empty(); // nobody there, or nothing that speaks HTTP
    }
  }

  /// What comes within the time limit, up to the most that is looked at.
  private static byte[] read(InputStream in) throws IOException {
    long begin = System.nanoTime();
    byte[] answer = new byte[MOST_BYTES];
    int filled = 0;
    int read = 0;
    while (read >= 0
        && filled < answer.length
        && System.nanoTime() - begin < ANSWER_MILLIS * 1_000_000L) {
      read = in.read(answer, filled, answer.length - filled);
      filled += Math.max(0, read);
    }
    return Arrays.copyOf(answer, filled);
  }

  private static Optional<Engine> engine(int port, String body) {
    return JsonObject.parse(body)
        .filter(answer -> answer.text("object").equals("list"))
        .map(answer -> engine(port, answer));
  }

  private static Engine engine(int port, JsonObject answer) {
    List<String> models = new ArrayList<>();
    String owner = "";
    for (JsonObject model : answer.objects("data")) {
      models.add(model.text("id"));
      owner = model.text("owned_by");
    }
    return new Engine(name(port, owner), "127.0.0.1:" + port, models);
  }

  /// What engines write as the owner of a model; Ollama writes the namespace of the model.
  private static String name(int port, String owner) {
    return switch (owner) {
      case "vllm" -> "vLLM";
      case "sglang" -> "SGLang";
      case "llamacpp" -> "llama.cpp";
      default -> port == OLLAMA ? "Ollama" : "an OpenAI-compatible server";
    };
  }
}
