package dev.breakeven.bench.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// An API of OpenAI's kind that costs next to nothing: the same answer each time, at once or as a
/// stream of paced frames. Remembers nothing.
final class BenchUpstream implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final String USAGE =
      "{\"prompt_tokens\":100,\"completion_tokens\":200,\"total_tokens\":300}";
  private static final byte[] PLAIN =
      json(
          "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini\","
              + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
              + "word ".repeat(150)
              + "\"},\"finish_reason\":\"stop\"}],\"usage\":"
              + USAGE
              + "}");
  private static final byte[] STATUS =
      json(
          "{\"status\":\"ok\",\"model_path\":\"m\",\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}");
  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          .getBytes(UTF_8);

  private final ServerSocket server;
  private volatile Pace pace = new Pace(10, 0);

  private record Pace(int frames, long gapNanos) {}

  private BenchUpstream(ServerSocket server) {
    this.server = server;
  }

  static BenchUpstream start(int port) {
    try {
      BenchUpstream upstream =
          new BenchUpstream(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
      Thread.startVirtualThread(upstream::accept);
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A stream that begins from now on has so many frames with content, `gapNanos` apart.
  void pace(int frames, long gapNanos) {
    pace = new Pace(frames, gapNanos);
  }

  private static byte[] json(String body) {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n";
    return (head.formatted(body.length()) + body).getBytes(UTF_8);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the run is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        byte[] body = body(in, head.toLowerCase(Locale.ROOT));
        if (head.startsWith("GET")) {
          out.write(STATUS);
        } else if (isStream(body)) {
          stream(out);
        } else {
          out.write(PLAIN);
        }
      }
    } catch (IOException left) {
      // the caller has closed the connection
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int ending = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      ending = next == '\r' || next == '\n' ? ending + 1 : 0;
      if (ending == 4) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  private static byte[] body(InputStream in, String head) throws IOException {
    int length = head.indexOf("content-length:");
    if (length >= 0) {
      int start = length + "content-length:".length();
      return in.readNBytes(
          Integer.parseInt(head.substring(start, head.indexOf('\r', start)).strip()));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.contains("transfer-encoding: chunked")) {
      for (int size = size(in); size > 0; size = size(in)) {
        body.write(in.readNBytes(size));
        in.skipNBytes(2);
      }
      in.skipNBytes(2);
    }
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    StringBuilder hex = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("cut in the middle of a chunk");
      }
      hex.append((char) next);
    }
    return Integer.parseInt(hex.toString().strip(), 16);
  }

  /// Bodies of streams are short here.
  private static boolean isStream(byte[] body) {
    if (body.length > 1 << 14) {
      return false;
    }
    String text = new String(body, UTF_8);
    return text.contains("\"stream\":true") || text.contains("\"stream\": true");
  }

  private void stream(OutputStream out) throws IOException {
    out.write(HEAD);
    Pace pace = this.pace;
    long due = System.nanoTime();
    for (int i = 0; i < pace.frames(); i++) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      due += pace.gapNanos();
      chunk(
          out,
          event("[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]", ""));
    }
    chunk(
        out,
        event("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "")
            + event("[]", ",\"usage\":" + USAGE)
            + "data: [DONE]\n\n");
    out.write("0\r\n\r\n".getBytes(UTF_8));
  }

  private static String event(String choices, String more) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"gpt-4o-mini\",\"choices\":%s%s}\n\n".formatted(choices, more);
  }

  private static void chunk(OutputStream out, String text) throws IOException {
    out.write((Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(UTF_8));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
