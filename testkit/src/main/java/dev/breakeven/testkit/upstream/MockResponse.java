package dev.breakeven.testkit.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The way back to the caller, byte by byte. Owned by the thread of its connection.
public final class MockResponse {
  private final Socket socket;
  private final OutputStream out;

  MockResponse(Socket socket) throws IOException {
    this.socket = socket;
    out = socket.getOutputStream();
  }

  /// Bytes as they are.
  public MockResponse raw(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
    return this;
  }

  /// A whole answer; each of `headers` is a line such as `Retry-After: 2`.
  public void json(int status, String body, String... headers) throws IOException {
    StringBuilder head = head(status, "application/json", headers);
    head.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n\r\n");
    raw(head + body);
  }

  /// The head of a stream of events.
  public MockResponse stream(String... headers) throws IOException {
    return raw(
        head(200, "text/event-stream", headers)
            .append("Transfer-Encoding: chunked\r\n\r\n")
            .toString());
  }

  private static StringBuilder head(int status, String type, String... headers) {
    StringBuilder head =
        new StringBuilder("HTTP/1.1 %d X\r\nContent-Type: %s\r\n".formatted(status, type));
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head;
  }

  /// One chunk of a stream.
  public MockResponse chunk(byte[] bytes) throws IOException {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8);
    byte[] all = new byte[size.length + bytes.length + 2];
    System.arraycopy(size, 0, all, 0, size.length);
    System.arraycopy(bytes, 0, all, size.length, bytes.length);
    all[all.length - 2] = '\r';
    all[all.length - 1] = '\n';
    out.write(all);
    out.flush();
    return this;
  }

  public MockResponse chunk(String text) throws IOException {
    return chunk(text.getBytes(UTF_8));
  }

  /// The end of a stream, as HTTP has it.
  public void end() throws IOException {
    raw("0\r\n\r\n");
  }

  /// Waits, but no longer than the caller stays; throws when it left.
  public MockResponse pause(Duration time) throws IOException {
    long until = System.nanoTime() + time.toNanos();
    while (until - System.nanoTime() > 0) {
      if (callerLeft()) {
        throw new IOException("the caller left");
      }
      LockSupport.parkNanos(Math.min(5_000_000L, until - System.nanoTime()));
    }
    return this;
  }

  /// True when the caller has closed its side.
  public boolean callerLeft() throws IOException {
    InputStream in = socket.getInputStream();
    socket.setSoTimeout(1);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  /// Ends the connection without an end of the answer.
  public void cut() throws IOException {
    socket.close();
  }

  /// Ends the connection with a TCP reset.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
