package dev.breakeven.testkit.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP server on loopback that answers each request by a script, byte by byte as that says.
final class ScriptedServer implements AutoCloseable {
  static final String STREAM =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger received = new AtomicInteger();

  /// Writes an answer; the connection is closed when it throws.
  interface Script {
    void answer(String path, Line line) throws Exception;
  }

  /// The way back to the client.
  record Line(OutputStream out) {
    Line send(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
      return this;
    }

    /// One chunk of a stream.
    Line chunk(String text) throws IOException {
      return send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    Line event(String data) throws IOException {
      return chunk("data: " + data + "\n\n");
    }

    void end() throws IOException {
      send("0\r\n\r\n");
    }

    void whole(int status, String body) throws IOException {
      send("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body));
    }
  }

  ScriptedServer(Script script) throws IOException {
    Thread.startVirtualThread(() -> accept(script));
  }

  Call call(long id, long atNanos, String path) {
    URI uri = URI.create("http://127.0.0.1:%d/%s".formatted(server.getLocalPort(), path));
    return new Call(id, atNanos, HttpRequest.newBuilder(uri).build());
  }

  /// Requests that have come in whole.
  int received() {
    return received.get();
  }

  private void accept(Script script) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.startVirtualThread(() -> serve(socket, script));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      InputStream in = socket.getInputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        received.incrementAndGet();
        script.answer(head.split(" ")[1].substring(1), new Line(socket.getOutputStream()));
      }
    } catch (Exception cut) {
      // closing the socket is the answer
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      if (head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
