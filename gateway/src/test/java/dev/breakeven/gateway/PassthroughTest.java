package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What passes through, and what does not, over real sockets.
class PassthroughTest {
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo ", "日本", "語"));

  private static MockUpstream hello() {
    return MockUpstream.start(HELLO::write);
  }

  @Test
  void passesAPlainAnswerOnByteForByte() throws Exception {
    String body = "{\"model\":\"m\",  \"choices\":[],\"odd\":[1,{\"é\":null}]}";
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, body));
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(body);
      assertThat(mock.requests())
          .singleElement()
          .extracting(MockRequest::text)
          .isEqualTo(TestGateway.chat(false));
    }
  }

  @Test
  void givesTheSameBytesWhereverAStreamIsCut() throws Exception {
    String stream =
        "data: {\"choices\":[{\"delta\":{\"content\":\"日本語\"}}]}\r\n\r\n"
            + ": a comment\n\n"
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    byte[] bytes = stream.getBytes(UTF_8);
    AtomicReference<Integer> split = new AtomicReference<>(0);
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) -> {
                  int at = split.get();
                  response.stream().chunk(java.util.Arrays.copyOf(bytes, at));
                  response.chunk(java.util.Arrays.copyOfRange(bytes, at, bytes.length)).end();
                });
        TestGateway gateway = TestGateway.over(mock)) {
      for (int at = 1; at < bytes.length; at++) {
        split.set(at);
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(true));
        assertThat(answer.body()).as("split at %d", at).isEqualTo(stream);
      }
    }
  }

  @Test
  void asksForUsageAndHidesItFromAClientThatDidNot() throws Exception {
    try (MockUpstream mock = hello();
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> silent = gateway.post("/v1/chat/completions", TestGateway.chat(true));
      HttpResponse<String> asking =
          gateway.post(
              "/v1/chat/completions",
              TestGateway.chat(true)
                  .replace("{\"model", "{\"stream_options\":{\"include_usage\":true},\"model"));

      assertThat(mock.requests()).allMatch(MockRequest::usageAsked);
      assertThat(silent.body()).contains("語").doesNotContain("usage").endsWith("[DONE]\n\n");
      assertThat(asking.body()).contains("\"usage\"").endsWith("[DONE]\n\n");
      assertThat(gateway.rows(2))
          .extracting(Attempt::metered)
          .containsOnly(Metered.reported(Usage.of(11, 4)));
    }
  }

  @Test
  void keepsSecretsAndHopByHopHeadersOnTheirSide() throws Exception {
    try (MockUpstream mock = hello();
        TestGateway gateway = TestGateway.over(mock);
        Socket socket = gateway.socket()) {
      TestGateway.send(
          socket,
          "/v1/chat/completions",
          TestGateway.chat(false),
          "Authorization: Bearer client-secret",
          "X-Api-Key: client-secret",
          "Cookie: a=client-secret",
          "Connection: keep-alive, X-Mine",
          "X-Mine: hop",
          "Accept-Encoding: gzip",
          "OpenAI-Organization: org");
      assertThat(socket.getInputStream().read()).isPositive();

      MockRequest seen = mock.requests().getFirst();
      assertThat(seen.header("authorization")).isEqualTo("Bearer upstream-secret");
      assertThat(seen.header("openai-organization")).isEqualTo("org");
      assertThat(seen.headers()).doesNotContainKeys("x-mine", "cookie", "x-api-key");
      assertThat(seen.headers().values()).noneMatch(value -> value.contains("client-secret"));
    }
  }

  @Test
  void namesTheUpstreamsLimitsAsTheUpstreams() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) ->
                    response.json(
                        200, "{}", "x-ratelimit-remaining-requests: 7", "x-request-id: theirs"));
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests")).isEmpty();
      assertThat(answer.headers().firstValue("x-upstream-ratelimit-remaining-requests"))
          .contains("7");
      assertThat(answer.headers().firstValue("x-upstream-request-id")).contains("theirs");
      assertThat(answer.headers().allValues("x-request-id")).containsExactly("r1");
    }
  }

  @Test
  void refusesWhatItCannotTakeInTheShapeOfTheDialect() throws Exception {
    try (MockUpstream mock = hello();
        TestGateway gateway = TestGateway.over(mock)) {
      assertThat(gateway.post("/v1/nothing", "{}").statusCode()).isEqualTo(404);
      assertThat(gateway.get("/v1/chat/completions").statusCode()).isEqualTo(405);
      assertThat(gateway.post("/v1/chat/completions", "{\"model\":").body())
          .contains("\"error\":{\"message\":\"not JSON at byte 9");
      assertThat(gateway.post("/v1/chat/completions", "[]").statusCode()).isEqualTo(400);
      assertThat(
              gateway
                  .post(
                      "/v1/chat/completions", "{\"model\":\"m\",\"max_tokens\":1,\"max_tokens\":9}")
                  .body())
          .contains("max_tokens");
      String deep = "{\"model\":\"m\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
      assertThat(gateway.post("/v1/chat/completions", deep).statusCode()).isEqualTo(400);
      assertThat(gateway.post("/v1/messages", "{}").body())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"");
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void refusesABodyOverTheLimitWithoutKeepingIt() throws Exception {
    try (MockUpstream mock = hello();
        TestGateway gateway = TestGateway.over(mock)) {
      String body = TestGateway.chat(false).replace("hi", "x".repeat(33 << 20));
      try (Socket socket = gateway.socket()) {
        socket
            .getOutputStream()
            .write(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
                    .formatted(body.length())
                    .getBytes(UTF_8));
        try {
          socket.getOutputStream().write(body.getBytes(UTF_8));
        } catch (java.io.IOException closed) {
          // the gateway need not read the rest
        }
        byte[] head = socket.getInputStream().readNBytes(12);
        assertThat(new String(head, UTF_8)).isEqualTo("HTTP/1.1 413");
      }
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void stopsTheUpstreamWhenTheClientLeavesAStream() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (MockUpstream mock =
            MockUpstream.start(
                (request, response) -> {
                  try {
                    Completion.of(Completion.SIXTY)
                        .paced(Duration.ZERO, Duration.ofSeconds(1))
                        .write(request, response);
                  } finally {
                    left.countDown();
                  }
                });
        TestGateway gateway = TestGateway.over(mock)) {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, "/v1/chat/completions", TestGateway.chat(true));
        assertThat(socket.getInputStream().read()).isPositive();
      }

      assertThat(left.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      Attempt row = gateway.rows(1).getFirst();
      assertThat(row.ending().status()).isEqualTo(499);
      assertThat(row.metered().state()).isEqualTo(Metered.State.ESTIMATED);
      assertThat(row.metered().usage().output()).isPositive();
    }
  }

  @Test
  void stopsTheUpstreamWhenTheClientLeavesAPlainCall() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) -> {
                  asked.countDown();
                  try {
                    response.pause(Duration.ofSeconds(60));
                  } finally {
                    left.countDown();
                  }
                });
        TestGateway gateway = TestGateway.over(mock)) {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, "/v1/chat/completions", TestGateway.chat(false));
        assertThat(asked.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      }

      assertThat(left.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(gateway.rows(1).getFirst().ending().status()).isEqualTo(499);
    }
  }

  @Test
  void doesNotReadFasterThanTheClient() throws Exception {
    String piece =
        "data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(60_000) + "\"}}]}\n\n";
    AtomicReference<Integer> written = new AtomicReference<>(0);
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) -> {
                  response.stream();
                  for (int i = 1; i <= 2000; i++) {
                    response.chunk(piece);
                    written.set(i);
                  }
                });
        TestGateway gateway = TestGateway.over(mock);
        Socket socket = gateway.socket()) {
      TestGateway.send(socket, "/v1/chat/completions", TestGateway.chat(true));
      assertThat(socket.getInputStream().read()).isPositive();
      int before = -1;
      while (before != written.get()) {
        before = written.get();
        java.util.concurrent.locks.LockSupport.parkNanos(300_000_000L);
      }

      // 2000 pieces are 120 MB; what the sockets between hold is far less
      assertThat(before).isLessThan(800);
    }
  }

  @Test
  void tellsHealthAndModels() throws Exception {
    try (MockUpstream mock = hello();
        TestGateway gateway = TestGateway.over(mock)) {
      assertThat(gateway.get("/health").body()).isEqualTo("ok\n");
      assertThat(gateway.get("/ready").body()).isEqualTo("ready\n");
      assertThat(gateway.get("/v1/models").body()).contains("\"id\":\"mock\"");
    }
  }

  @Test
  void refusesCallsWhileTheLedgerCannotBeWritten() throws Exception {
    try (MockUpstream mock = hello();
        TestGateway gateway = TestGateway.over(mock)) {
      gateway.ledger().full(true);
      HttpResponse<String> refused = gateway.post("/v1/chat/completions", TestGateway.chat(false));
      gateway.ledger().full(false);
      HttpResponse<String> answered = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("the disk is full");
      assertThat(answered.statusCode()).isEqualTo(200);
      assertThat(mock.requests()).hasSize(1);
    }
  }
}
