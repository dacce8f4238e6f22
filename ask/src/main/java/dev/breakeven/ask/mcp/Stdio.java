package dev.breakeven.ask.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/// The two streams of a client, a message a line, made safe for a transport that gives a session up
/// at the first line it cannot read, and at the end of the input drops what it has yet to write.
///
/// A line that is no message is answered with an error and not passed on. The end of the input is
/// passed on once all requests are answered, or [#PATIENCE_MILLIS] later.
final class Stdio {
  private static final int LONGEST_LINE = 1 << 20;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int PARSE_ERROR = -32_700;
  private static final int INVALID_REQUEST = -32_600;

  private final InputStream in;
  private final PrintWriter log;
  private final Answers answers;
  private final CountDownLatch ended = new CountDownLatch(1);

  Stdio(InputStream in, OutputStream out, PrintWriter log) {
    this.in = in;
    this.log = log;
    answers = new Answers(out);
  }

  InputStream input() {
    return new Messages();
  }

  OutputStream output() {
    return answers;
  }

  /// Returns when the client has closed its side.
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What goes to the client; counts the lines, each of which answers a request.
  private static final class Answers extends FilterOutputStream {
    private int waiting;

    Answers(OutputStream out) {
      super(out);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          waiting--;
          notifyAll();
        }
      }
    }

    synchronized void expect() {
      waiting++;
    }

    synchronized void awaitAll() throws InterruptedException {
      long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
      long left = PATIENCE_MILLIS;
      while (waiting > 0 && left > 0) {
        wait(left);
        left = (until - System.nanoTime()) / 1_000_000;
      }
    }
  }

  /// The lines that are messages. Read by one thread.
  private final class Messages extends InputStream {
    private byte[] line = new byte[0];
    private int next;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (next == line.length) {
        byte[] read = nextLine();
        if (read.length == 0) {
          finish();
          return -1;
        }
        if (isMessage(read)) {
          line = read;
          next = 0;
        }
      }
      int count = Math.min(length, line.length - next);
      System.arraycopy(line, next, bytes, offset, count);
      next += count;
      return count;
    }

    private void finish() {
      try {
        answers.awaitAll();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ended.countDown();
    }

    /// With its line feed; empty at the end. What is longer than the longest is cut there.
    private byte[] nextLine() throws IOException {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      int one = in.read();
      while (one >= 0) {
        if (read.size() <= LONGEST_LINE || one == '\n') {
          read.write(one);
        }
        if (one == '\n') {
          break;
        }
        one = in.read();
      }
      if (one < 0 && read.size() > 0) {
        read.write('\n');
      }
      return read.toByteArray();
    }

    private boolean isMessage(byte[] read) throws IOException {
      if (new String(read, UTF_8).isBlank()) {
        return false;
      }
      if (read.length > LONGEST_LINE) {
        return refuse(INVALID_REQUEST, "a message longer than a mebibyte");
      }
      try {
        Json.Fields message = Json.read(Side.REQUEST, read);
        boolean request = message.get("method").isPresent() && message.get("id").isPresent();
        boolean versioned = message.get("jsonrpc").filter(new Json.Text("2.0")::equals).isPresent();
        if (!versioned) {
          return refuse(INVALID_REQUEST, "not a message of JSON-RPC 2.0");
        }
        if (request) {
          answers.expect();
        }
        return true;
      } catch (BreakevenException e) {
        return refuse(PARSE_ERROR, e.what());
      }
    }

    private boolean refuse(int code, String why) throws IOException {
      log.println("mcp: left out a line: " + why);
      Json.Fields error =
          Json.fields("jsonrpc", "2.0")
              .with("id", new Json.Nothing())
              .with("error", Json.fields().with("code", code).with("message", why));
      synchronized (answers) {
        answers.expect();
        answers.write((error.print() + "\n").getBytes(UTF_8));
        answers.flush();
      }
      return false;
    }
  }
}
