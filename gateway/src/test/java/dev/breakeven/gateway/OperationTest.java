package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Operation;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway says while it runs, and how it is reached.
class OperationTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Completion HELLO = Completion.of(List.of("hello", "there"));
  private static final Operation PLAIN = Operation.DEFAULT;

  @TempDir Path folder;

  private static Operation alive(Duration every) {
    return new Operation(Optional.empty(), every, Optional.empty(), Optional.empty());
  }

  private static GatewaySettings over(MockUpstream mock, Operation operation) {
    return GatewaySettings.of(TestGateway.upstreams(mock)).with(operation);
  }

  private Path accessLog() {
    return folder.resolve("access.jsonl");
  }

  private Operation logging() {
    return new Operation(
        Optional.empty(), PLAIN.keepAlive(), Optional.of(accessLog()), Optional.empty());
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(accessLog());
  }

  @Test
  void everyCallIsALineWithoutAWordOfThePrompt() throws Exception {
    VirtualKey key =
        new VirtualKey(
            "ci",
            KeyRing.hash("secret-of-ci"),
            "web",
            "",
            Optional.of("search"),
            Set.of(),
            Set.of(),
            Set.of());
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(over(mock, logging()).with(TestGateway.keys(key)))) {
      String chat = TestGateway.chat(true).replace("\"hi\"", "\"a very private prompt\"");
      HttpResponse<String> answer =
          gateway.post(PATH, chat, "authorization", "Bearer secret-of-ci");
      HttpResponse<String> unknown = gateway.post(PATH, chat, "authorization", "Bearer other");
      TestGateway.await(() -> linesOrNone() == 2);

      // 11 tokens at 2000 and 2 at 10000 nano-dollars
      assertThat(lines().getFirst())
          .contains("\"request_id\":\"" + answer.headers().firstValue("x-request-id").get() + "\"")
          .contains("\"key\":\"ci\",\"service\":\"search\"")
          .contains("\"path\":\"/v1/chat/completions\",\"model\":\"mock\",\"stream\":true")
          .contains("\"status\":200,\"error\":\"\",\"attempts\":1")
          .contains("\"upstream\":\"u1\",\"provider\":\"acme\",\"model\":\"mock\"")
          .contains("\"usage\":\"reported\",\"input_tokens\":11,\"output_tokens\":2")
          .containsPattern("\"upstream_ms\":\\d+,\"ttft_ms\":\\d+}")
          .contains("\"usd\":0.000042,")
          .containsPattern("\"duration_ms\":\\d+}$");
      assertThat(lines().getLast())
          .contains("\"request_id\":\"" + unknown.headers().firstValue("x-request-id").get() + "\"")
          .contains("\"status\":401,\"error\":\"key_unknown\",\"attempts\":0,\"answered_by\":null");
      assertThat(Files.readString(accessLog()))
          .doesNotContain("private")
          .doesNotContain("hello")
          .doesNotContain("secret");
    }
  }

  private int linesOrNone() {
    try {
      return lines().size();
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void failuresAndClientsThatLeaveAreLinesToo() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (request, response) -> response.json(400, "{\"error\":{\"message\":\"no\"}}"));
        TestGateway gateway = TestGateway.start(over(mock, logging()))) {
      gateway.post(PATH, TestGateway.chat(false));
      TestGateway.await(() -> linesOrNone() == 1);
      assertThat(lines().getFirst())
          .contains("\"status\":400,\"error\":\"upstream_refused\",\"attempts\":1");

      mock.script(HELLO.paced(Duration.ofSeconds(30), Duration.ZERO)::write);
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, PATH, TestGateway.chat(false));
        TestGateway.await(() -> mock.running() == 1);
      }
      TestGateway.await(() -> linesOrNone() == 2);
      assertThat(lines().getLast()).contains("\"status\":499,\"error\":\"client_left\"");
    }
  }

  @Test
  void aLogThatCannotBeWrittenIsSaidAtTheStart() {
    Operation operation =
        new Operation(
            Optional.empty(),
            PLAIN.keepAlive(),
            Optional.of(folder.resolve("nowhere").resolve("log")),
            Optional.empty());
    try (MockUpstream mock = MockUpstream.start(HELLO::write)) {
      assertThatThrownBy(() -> TestGateway.start(over(mock, operation)))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("the access log cannot be written");
    }
  }

  @Test
  void aSlowStreamIsKeptAliveBetweenItsEvents() throws Exception {
    Completion slow = HELLO.paced(Duration.ofMillis(700), Duration.ofMillis(700));
    try (MockUpstream mock = MockUpstream.start(slow::write);
        TestGateway gateway = TestGateway.start(over(mock, alive(Duration.ofMillis(100))))) {
      String body = gateway.post(PATH, TestGateway.chat(true)).body();

      assertThat(body).startsWith(": keep-alive\n\n").endsWith("data: [DONE]\n\n");
      List<String> events = List.of(body.split("\n\n"));
      assertThat(events).filteredOn(": keep-alive"::equals).hasSizeGreaterThan(4);
      assertThat(events)
          .filteredOn(event -> !event.equals(": keep-alive"))
          .allSatisfy(event -> assertThat(event).matches("data: (\\{.*}|\\[DONE])"));
      assertThat(gateway.rows(1).getFirst().metered().usage().totalOutput()).isEqualTo(2);
    }
  }

  @Test
  void aSlowStreamOfAnthropicGetsPings() throws Exception {
    Completion slow = HELLO.paced(Duration.ofMillis(400), Duration.ZERO);
    try (MockUpstream mock = MockUpstream.start(slow::write);
        TestGateway gateway = TestGateway.start(over(mock, alive(Duration.ofMillis(100))))) {
      HttpResponse<String> answer = gateway.post("/v1/messages", TestGateway.chat(true));

      assertThat(answer.body()).startsWith("event: ping\ndata: {\"type\":\"ping\"}\n\n");
      assertThat(answer.body()).contains("event: message_start").contains("event: message_stop");
      assertThat(answer.headers().firstValue("request-id"))
          .isEqualTo(answer.headers().firstValue("x-request-id"));
    }
  }

  @Test
  void aFailureAfterASignOfLifeIsToldInTheStream() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (request, response) -> {
                  response.pause(Duration.ofMillis(300));
                  response.json(400, "{\"error\":{\"message\":\"that will not do\"}}");
                });
        TestGateway gateway = TestGateway.start(over(mock, alive(Duration.ofMillis(50))));
        Socket socket = gateway.socket()) {
      TestGateway.send(socket, PATH, TestGateway.chat(true));
      String all = new String(socket.getInputStream().readAllBytes());

      assertThat(all).startsWith("HTTP/1.1 200 OK").contains("text/event-stream");
      assertThat(all).contains(": keep-alive\n\n").contains("that will not do");
      assertThat(all).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void itIsReachedEncryptedWhereACertificateIsSet() throws Exception {
    KeyStore store = selfSigned();
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Key secret = store.getKey("gateway", "password".toCharArray());
    Files.writeString(
        certificate, pem("CERTIFICATE", store.getCertificate("gateway").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
    Operation operation =
        new Operation(
            Optional.of(new Operation.Tls(certificate, key)),
            PLAIN.keepAlive(),
            Optional.empty(),
            Optional.empty());
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.start(over(mock, operation));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
      assertThat(gateway.gateway().url()).startsWith("https://");
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(gateway.gateway().url() + PATH))
                  .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat(true)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).endsWith("data: [DONE]\n\n");
      assertThatThrownBy(() -> gateway.get("/health")).isInstanceOf(IOException.class);
    }
  }

  private KeyStore selfSigned() throws Exception {
    Path file = folder.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "password",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes());
    assertThat(made.waitFor()).as(said).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "password".toCharArray());
    }
    return store;
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static String pem(String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
  }

  @Test
  void aWebhookHearsOnceOfEachThresholdOfABudget() throws Exception {
    SpendCap cap =
        new SpendCap(
            ScopeKind.MODEL, Optional.empty(), Usd.parse("0.0014"), Period.DAY, ZoneOffset.UTC);
    try (MockUpstream webhook =
            MockUpstream.start((request, response) -> response.json(200, "ok"));
        MockUpstream mock = MockUpstream.start(HELLO.withPrompt(390, 0)::write)) {
      webhook.script(
          (request, response) -> response.json(webhook.requests().size() == 1 ? 500 : 200, "ok"));
      Operation operation =
          new Operation(
              Optional.empty(), PLAIN.keepAlive(), Optional.empty(), Optional.of(webhook.uri()));
      GatewaySettings settings = over(mock, operation).with(TestGateway.caps(cap));
      try (TestGateway gateway = TestGateway.start(settings)) {
        // 390 x 2000 + 2 x 10000 = 800,000 nano-dollars of 1,400,000: 57 %
        assertThat(gateway.post(PATH, small()).statusCode()).isEqualTo(200);
        TestGateway.await(() -> webhook.requests().size() == 2);
        assertThat(webhook.requests()).extracting(MockRequest::text).allSatisfy(this::isHalf);

        // 800,000 + worst case of the next is over the cap
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(402);
        TestGateway.await(() -> webhook.requests().size() == 3);
        assertThat(webhook.requests().getLast().text())
            .contains("Budget model mock, day is used up")
            .contains("0.0008 of 0.0014 USD");
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(402);
      }
      assertThat(webhook.requests()).hasSize(3);
    }
  }

  private void isHalf(String text) {
    assertThat(text)
        .startsWith("{\"text\":\"Budget model mock, day: more than 50 % is used. ")
        .contains("0.0008 of 0.0014 USD are spent; it begins anew at ");
  }

  private static String small() {
    return "{\"model\":\"mock\",\"max_tokens\":2,\"messages\":[]}";
  }
}
