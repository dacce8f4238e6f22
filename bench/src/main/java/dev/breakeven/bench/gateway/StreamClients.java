package dev.breakeven.bench.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Streams from many clients at once on one thread, for as little CPU as that takes: nothing is
/// parsed, a frame is where a word of the upstream's stands, and its time is that of the read.
final class StreamClients {
  private static final byte[] WORD = "word".getBytes(UTF_8);
  private static final byte[] END = "[DONE]".getBytes(UTF_8);

  /// Times in ms: from a request to its first frame, and between frames of a stream.
  record Seen(double[] first, double[] gaps, long frames, long whole) {}

  private final InetSocketAddress address;
  private final byte[] request;
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private long open;

  /// `headers` are names and values in turn.
  StreamClients(URI url, String[] headers, String body) {
    address = new InetSocketAddress(url.getHost(), url.getPort());
    StringBuilder head = new StringBuilder("POST " + url.getPath() + " HTTP/1.1\r\n");
    head.append("Host: ").append(url.getAuthority()).append("\r\n");
    head.append("Content-Type: application/json\r\nContent-Length: ");
    head.append(body.getBytes(UTF_8).length).append("\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    request = (head + "\r\n" + body).getBytes(UTF_8);
  }

  private static final class Client {
    private final SocketChannel channel;
    private final long began = System.nanoTime();
    private final int most;
    private final long[] at;
    private int frames;
    private int inWord;
    private int inEnd;

    private Client(SocketChannel channel, int most) {
      this.channel = channel;
      this.most = most;
      at = new long[most];
    }

    /// Whether the end of the stream is among these bytes.
    private boolean read(ByteBuffer bytes, long now) {
      boolean ended = false;
      while (bytes.hasRemaining()) {
        byte next = bytes.get();
        inWord = next == WORD[inWord] ? inWord + 1 : next == WORD[0] ? 1 : 0;
        if (inWord == WORD.length) {
          inWord = 0;
          if (frames < most) {
            at[frames] = now;
          }
          frames++;
        }
        inEnd = next == END[inEnd] ? inEnd + 1 : next == END[0] ? 1 : 0;
        if (inEnd == END.length) {
          inEnd = 0;
          ended = true;
        }
      }
      return ended;
    }
  }

  /// Runs `count` streams of `frames` frames, begun evenly over `nanos`; what is not whole after
  /// `limit` more is given up.
  Seen run(int count, int frames, long nanos, long limit) throws IOException {
    long whole = 0;
    long start = System.nanoTime();
    try (Selector selector = Selector.open()) {
      while (clients.size() < count || open > 0) {
        long now = System.nanoTime() - start;
        if (now > nanos + limit) {
          break;
        }
        while (clients.size() < count && clients.size() * nanos / count <= now) {
          begin(selector, frames);
        }
        long wait = clients.size() < count ? clients.size() * nanos / count - now : limit;
        selector.select(Math.max(1, wait / 1_000_000));
        for (SelectionKey key : selector.selectedKeys()) {
          whole += ready(key) ? 1 : 0;
        }
        selector.selectedKeys().clear();
      }
    } finally {
      for (Client each : clients) {
        each.channel.close();
      }
    }
    return seen(whole);
  }

  private void begin(Selector selector, int frames) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Client client = new Client(channel, frames);
    clients.add(client);
    open++;
    boolean isThere = channel.connect(address);
    channel.register(selector, isThere ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, client);
    if (isThere) {
      channel.write(ByteBuffer.wrap(request));
    }
  }

  /// Whether a stream has come to its end.
  private boolean ready(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      if (key.isConnectable() && client.channel.finishConnect()) {
        client.channel.write(ByteBuffer.wrap(request)); // fits into an empty socket
        key.interestOps(SelectionKey.OP_READ);
        return false;
      }
      buffer.clear();
      int read = client.channel.read(buffer);
      boolean ended = read > 0 && client.read(buffer.flip(), System.nanoTime());
      if (read >= 0 && !ended) {
        return false;
      }
      open--;
      client.channel.close();
      return ended;
    } catch (IOException broken) {
      open--;
      key.cancel();
      return false;
    }
  }

  private Seen seen(long whole) {
    List<Double> first = new ArrayList<>();
    List<Double> gaps = new ArrayList<>();
    long frames = 0;
    for (Client each : clients) {
      int known = Math.min(each.frames, each.most);
      frames += each.frames;
      if (known > 0) {
        first.add((each.at[0] - each.began) / 1e6);
      }
      for (int i = 1; i < known; i++) {
        gaps.add((each.at[i] - each.at[i - 1]) / 1e6);
      }
    }
    return new Seen(
        first.stream().mapToDouble(Double::doubleValue).toArray(),
        gaps.stream().mapToDouble(Double::doubleValue).toArray(),
        frames,
        whole);
  }
}
