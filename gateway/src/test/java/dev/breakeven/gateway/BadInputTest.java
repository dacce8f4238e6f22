package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that send what no client should: they are refused or left, and the next one is served.
class BadInputTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String HEAD =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo"));

  private final MockUpstream mock = MockUpstream.start(HELLO::write);
  private final TestGateway gateway = TestGateway.over(mock);

  @AfterEach
  void theNextCallIsServed() throws Exception {
    try (mock;
        gateway) {
      mock.script(HELLO::write);
      HttpResponse<String> next = gateway.post(PATH, TestGateway.chat(false));
      assertThat(next.statusCode()).isEqualTo(200);
      assertThat(next.body()).contains("Hello");
      TestGateway.await(() -> metrics().contains("breakeven_in_flight 0\n"));
    }
  }

  private String metrics() {
    try {
      return gateway.admin("GET", "/metrics").body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// What comes back until the gateway closes.
  private String raw(byte[] sent) throws IOException {
    try (Socket socket = gateway.socket()) {
      try {
        socket.getOutputStream().write(sent);
      } catch (SocketException closed) {
        // it need not read everything
      }
      return readAll(socket);
    }
  }

  private static String readAll(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read();
          next >= 0;
          next = socket.getInputStream().read()) {
        text.append((char) next);
      }
    } catch (SocketException reset) {
      // closed with bytes of ours unread
    }
    return text.toString();
  }

  private static byte[] whole(String headers, String body) {
    return (HEAD
            + "Connection: close\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(ISO_8859_1);
  }

  @Test
  void aFloodOfHeadersIsRefused() throws Exception {
    String flood = ("X-Flood: " + "x".repeat(90) + "\r\n").repeat(10_000);

    assertThat(raw(whole(flood, TestGateway.chat(false)))).startsWith("HTTP/1.1 431");
    assertThat(mock.requests()).isEmpty();
  }

  @Test
  void aLongPathIsRefused() throws Exception {
    String path = "POST /" + "x".repeat(1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n";

    assertThat(raw(path.getBytes(UTF_8))).contains(" 414 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Session-Id: a\rX-Evil: 1\r\n",
        "X-Session-Id: a\u0000b\r\n",
        "X-Session-Id\r\n",
        "X Session: a\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n"
      })
  void headersThatTwoServersReadDifferentlyAreRefused(String header) throws Exception {
    assertThat(raw(whole(header, TestGateway.chat(false)))).startsWith("HTTP/1.1 400");
    assertThat(mock.requests()).isEmpty();
  }

  @Test
  void aHeaderThatGoesOnInTheNextLineIsOneLineAfterwards() throws Exception {
    String folded = "X-Session-Id: a\r\n X-Evil: 1\r\n";

    String answer = raw(whole(folded, TestGateway.chat(false)));

    assertThat(answer).startsWith("HTTP/1.1 ");
    assertThat(mock.requests()).allSatisfy(one -> assertThat(one.header("x-evil")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "multipart/form-data; boundary=x", "application/jsonp", "json", ""})
  void anotherContentTypeIsRefused(String type) throws Exception {
    byte[] sent = whole("", TestGateway.chat(false));
    String text = new String(sent, UTF_8).replace("application/json", type);

    assertThat(raw(text.getBytes(UTF_8)))
        .startsWith("HTTP/1.1 415")
        .contains("unsupported_media_type");
    assertThat(mock.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00e4\u00bd"})
  void bytesThatAreNoUtf8AreRefused(String bytes) throws Exception {
    String body = TestGateway.chat(false).replace("hi", bytes);

    assertThat(raw(whole("", body))).startsWith("HTTP/1.1 400").contains("the body is not UTF-8");
    assertThat(mock.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
  void duplicateKeysAndDepthAreRefusedByName(String path) throws Exception {
    String twice = "{\"model\":\"mock\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",";
    assertThat(gateway.post(path, twice + "\"content\":\"a\",\"content\":\"b\"}]}").body())
        .contains("a duplicate key");
    assertThat(gateway.post(path, twice.replace("max_tokens", "model")).statusCode())
        .isEqualTo(400);
    String deep = twice + "\"content\":" + "[".repeat(200) + "]".repeat(200) + "}]}";
    assertThat(gateway.post(path, deep).body()).contains("nested deeper than 128 levels");
    assertThat(mock.requests()).isEmpty();
  }

  @Test
  void halfARequestIsNoCall() throws Exception {
    for (int length : new int[] {0, 1, HEAD.length() - 2, HEAD.length() + 60}) {
      try (Socket socket = gateway.socket()) {
        socket.getOutputStream().write(whole("", TestGateway.chat(false)), 0, length);
        socket.shutdownOutput();
        assertThat(readAll(socket)).doesNotContain(" 200 ");
      }
    }
    assertThat(mock.requests()).isEmpty();
    assertThat(gateway.ledger().openings()).isEmpty();
  }

  /// Who closes its side of the connection is taken to have left, as browsers and libraries do.
  @Test
  void aHalfClosedConnectionIsAClientThatLeft() throws Exception {
    mock.script((_, response) -> response.pause(Duration.ofSeconds(30)));
    try (Socket socket = gateway.socket()) {
      socket.getOutputStream().write(whole("", TestGateway.chat(false)));
      TestGateway.await(() -> mock.running() == 1);
      socket.shutdownOutput();

      assertThat(readAll(socket)).isEmpty();
      TestGateway.await(() -> mock.running() == 0);
      assertThat(gateway.rows(1).getFirst().ending().status()).isEqualTo(499);
    }
  }

  @Test
  @Tag("slow")
  void aHeadOrABodyThatDoesNotComeIsLeftAfterAMinute() throws Exception {
    try (Socket silent = gateway.socket();
        Socket head = gateway.socket();
        Socket body = gateway.socket()) {
      for (Socket socket : List.of(silent, head, body)) {
        socket.setSoTimeout(90_000);
      }
      head.getOutputStream().write(HEAD.getBytes(UTF_8));
      body.getOutputStream().write((HEAD + "Content-Length: 99\r\n\r\n{").getBytes(UTF_8));

      assertThat(readAll(silent)).isEmpty();
      assertThat(readAll(head)).isEmpty();
      assertThat(body.getInputStream().readNBytes(12)).asString(UTF_8).isEqualTo("HTTP/1.1 408");
    }
  }
}
