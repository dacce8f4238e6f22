package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A collector of OpenTelemetry on loopback that decodes the spans it is sent, from protobuf by the
/// field numbers of OTLP, and remembers them.
final class MockCollector implements AutoCloseable {
  private static final int SPANS = 2;

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final List<String> services = new CopyOnWriteArrayList<>();
  private final CountDownLatch released;

  /// A span as it came; `kind` is 2 for a server's and 3 for a client's, `status` 2 for an error.
  record Received(
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      long start,
      long end,
      long status,
      Map<String, Object> attributes) {}

  private MockCollector(int status, CountDownLatch released) throws IOException {
    this.released = released;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", exchange -> take(exchange, status));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  static MockCollector start() throws IOException {
    return new MockCollector(200, new CountDownLatch(0));
  }

  /// One that answers everything with `status`.
  static MockCollector refusing(int status) throws IOException {
    return new MockCollector(status, new CountDownLatch(0));
  }

  /// One that answers nothing before it is told to.
  static MockCollector stalled() throws IOException {
    return new MockCollector(200, new CountDownLatch(1));
  }

  void release() {
    released.countDown();
  }

  private void take(HttpExchange exchange, int status) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    bodies.add(body);
    for (Field resourceSpans : Field.of(body, 1)) {
      for (Field resource : Field.of(resourceSpans.bytes(), 1)) {
        services.add(String.valueOf(attributes(resource.bytes(), 1).get("service.name")));
      }
      for (Field scopeSpans : Field.of(resourceSpans.bytes(), SPANS)) {
        Field.of(scopeSpans.bytes(), SPANS).forEach(span -> spans.add(span(span.bytes())));
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static Received span(byte[] span) {
    return new Received(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        number(span, 6),
        number(span, 7),
        number(span, 8),
        Field.of(span, 15).isEmpty() ? 0 : number(Field.of(span, 15).getFirst().bytes(), 3),
        attributes(span, 9));
  }

  private static Map<String, Object> attributes(byte[] message, int field) {
    Map<String, Object> attributes = new TreeMap<>();
    for (Field pair : Field.of(message, field)) {
      attributes.put(text(pair.bytes(), 1), value(Field.of(pair.bytes(), 2).getFirst().bytes()));
    }
    return attributes;
  }

  private static Object value(byte[] any) {
    Field field = Field.all(any).getFirst();
    return switch (field.number()) {
      case 1 -> new String(field.bytes(), UTF_8);
      case 2 -> field.value() == 1;
      case 3 -> field.value();
      case 4 -> Double.longBitsToDouble(field.value());
      case 5 -> Field.of(field.bytes(), 1).stream().map(each -> value(each.bytes())).toList();
      default -> throw new AssertionError("an attribute of kind " + field.number());
    };
  }

  private static String hex(byte[] message, int field) {
    List<Field> found = Field.of(message, field);
    return found.isEmpty() ? "" : HexFormat.of().formatHex(found.getFirst().bytes());
  }

  private static String text(byte[] message, int field) {
    List<Field> found = Field.of(message, field);
    return found.isEmpty() ? "" : new String(found.getFirst().bytes(), UTF_8);
  }

  private static long number(byte[] message, int field) {
    List<Field> found = Field.of(message, field);
    return found.isEmpty() ? 0 : found.getFirst().value();
  }

  /// A field of a protobuf message: a number, or bytes.
  private record Field(int number, long value, byte[] bytes) {
    static List<Field> of(byte[] message, int number) {
      return all(message).stream().filter(field -> field.number() == number).toList();
    }

    static List<Field> all(byte[] message) {
      List<Field> fields = new ArrayList<>();
      ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        long tag = varint(in);
        int number = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
          case 0 -> fields.add(new Field(number, varint(in), new byte[0]));
          case 1 -> fields.add(new Field(number, in.getLong(), new byte[0]));
          case 2 -> {
            byte[] bytes = new byte[(int) varint(in)];
            in.get(bytes);
            fields.add(new Field(number, 0, bytes));
          }
          case 5 -> fields.add(new Field(number, in.getInt(), new byte[0]));
          default -> throw new AssertionError("no protobuf: tag " + tag);
        }
      }
      return fields;
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      int shift = 0;
      byte next = in.get();
      while (next < 0) {
        value |= (long) (next & 0x7f) << shift;
        shift += 7;
        next = in.get();
      }
      return value | (long) next << shift;
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The spans, once there are `count` of them, the first to begin first.
  List<Received> spans(int count) {
    TestGateway.await(() -> spans.size() >= count);
    return spans.stream().sorted((one, other) -> Long.compare(one.start(), other.start())).toList();
  }

  /// Everything that came, as text in which any text of it can be found.
  String raw() {
    StringBuilder text = new StringBuilder();
    bodies.forEach(body -> text.append(new String(body, UTF_8)));
    return text.toString();
  }

  /// The names of the services that sent it.
  List<String> services() {
    return services.stream().distinct().toList();
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }
}
