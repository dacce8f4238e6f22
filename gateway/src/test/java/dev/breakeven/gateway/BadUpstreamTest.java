package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstreams that break HTTP, and a ledger that does not write: what the client is told, and that
/// the next call is served.
class BadUpstreamTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo"));
  private static final String EVENT =
      "data: {\"id\":\"c\",\"model\":\"mock\",\"choices\":[{\"index\":0,"
          + "\"delta\":{\"content\":\"secret\"}}]}\n\n";

  /// The largest that a long holds: any sum of it and another is beyond.
  private static final String MOST = Long.toString(Long.MAX_VALUE);

  private static final String MESSAGE =
      """
      {"model":"mock","max_tokens":50,"stream":%s,"messages":[{"role":"user","content":"hi"}]}""";

  private static void assertServes(TestGateway gateway, MockUpstream mock) throws Exception {
    mock.script(HELLO::write);
    HttpResponse<String> next = gateway.post(PATH, TestGateway.chat(false));
    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(next.body()).contains("\"Hello\"");
    assertThat(gateway.admin("GET", "/metrics").body()).contains("breakeven_in_flight 0\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // longer than what comes, shorter, negative, no number, two of them
        "Content-Length: 999\r\n\r\n{\"id\":1",
        "Content-Length: 3\r\n\r\n{\"id\":\"c\",\"choices\":[]}HTTP/1.1 200 X\r\n\r\n{}",
        "Content-Length: -1\r\n\r\n{}",
        "Content-Length: many\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
        // a header with a line of its own in it
        "X-Request-Id: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\n{"
      })
  void anAnswerThatLiesAboutItselfIsAnErrorAndSpoilsNoOther(String answer) throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) ->
                    response
                        .raw("HTTP/1.1 200 X\r\nContent-Type: application/json\r\n" + answer)
                        .cut());
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> told = gateway.post(PATH, TestGateway.chat(false));

      assertThat(told.statusCode()).isEqualTo(502);
      assertThat(told.headers().firstValue("set-cookie")).isEmpty();
      assertServes(gateway, mock);
    }
  }

  @Test
  void aSecondAnswerThatNobodyAskedForIsNobodys() throws Exception {
    String body = "{\"id\":\"c\",\"model\":\"mock\",\"choices\":[]}";
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) -> {
                  response.json(200, body);
                  response.json(200, body.replace("\"c\"", "\"somebody else's\""));
                });
        TestGateway gateway = TestGateway.over(mock)) {
      assertThat(gateway.post(PATH, TestGateway.chat(false)).body()).isEqualTo(body);
      assertServes(gateway, mock);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n", "-5\r\n", "7fffffffffffffff\r\n", "5\r\nabcdefgh\r\n", "\r\n"})
  void aBadChunkEndsTheStreamInAnError(String chunk) throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) ->
                    response.stream()
                        .chunk(EVENT.replace("secret", "first"))
                        .chunk(EVENT)
                        .raw(chunk)
                        .cut());
        TestGateway gateway = TestGateway.over(mock)) {
      assertThat(readStream(gateway)).contains("first", "\"error\":{").doesNotContain("[DONE]");
      assertServes(gateway, mock);
    }
  }

  /// What a client gets until its connection ends, however it ends.
  private static String readStream(TestGateway gateway) throws Exception {
    try (Socket socket = gateway.socket()) {
      TestGateway.send(socket, PATH, TestGateway.chat(true), "Connection: close");
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void aStreamThatNeverSaysDoneIsEndedByTheClockAndMetered() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Clocks clocks =
        new Clocks(PATIENCE, PATIENCE, PATIENCE, Duration.ofMillis(300), PATIENCE.plus(PATIENCE));
    String all =
        EVENT
            + EVENT.replace("{\"content\":\"secret\"}", "{},\"finish_reason\":\"stop\"")
            + "data: {\"id\":\"c\",\"model\":\"mock\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":2}}\n\n";
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) -> {
                  response.stream().chunk(all);
                  over.await();
                });
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(TestGateway.upstreams(mock)).with(clocks, Retries.DEFAULT))) {
      assertThat(readStream(gateway)).contains("secret");
      assertThat(gateway.rows(1).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(11, 2)));
      over.countDown();
      assertServes(gateway, mock);
    }
  }

  @Test
  void callsWaitForALedgerThatStallsAndNothingIsSentBefore() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(mock);
        Socket leaves = gateway.socket();
        Socket stays = gateway.socket()) {
      gateway.ledger().stall(true);
      TestGateway.send(leaves, PATH, TestGateway.chat(false));
      TestGateway.send(stays, PATH, TestGateway.chat(false), "Connection: close");
      TestGateway.await(() -> metrics(gateway).contains("breakeven_in_flight 2\n"));
      leaves.shutdownOutput();
      TestGateway.await(() -> metrics(gateway).contains("breakeven_in_flight 1\n"));
      assertThat(mock.requests()).isEmpty();

      gateway.ledger().stall(false);

      assertThat(new String(stays.getInputStream().readAllBytes(), UTF_8)).contains("\"Hello\"");
      assertThat(gateway.rows(2))
          .extracting(row -> row.ending().status())
          .containsExactlyInAnyOrder(499, 200);
      assertThat(mock.requests()).hasSize(1);
    }
  }

  private static String metrics(TestGateway gateway) {
    try {
      return gateway.admin("GET", "/metrics").body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAnswerPassesThoughTheDiskIsFullByThenAndTheLossIsCounted() throws Exception {
    CountDownLatch full = new CountDownLatch(1);
    try (MockUpstream mock =
            MockUpstream.start(
                (request, response) -> {
                  full.await();
                  HELLO.write(request, response);
                });
        TestGateway gateway = TestGateway.over(mock);
        Socket socket = gateway.socket()) {
      TestGateway.send(socket, PATH, TestGateway.chat(false), "Connection: close");
      TestGateway.await(() -> mock.running() == 1);
      gateway.ledger().full(true);
      full.countDown();

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).contains("\"Hello\"");
      assertThat(metrics(gateway)).contains("breakeven_ledger_lost_total 1\n");
      assertThat(gateway.ledger().rows()).isEmpty();
      gateway.ledger().full(false);
      assertServes(gateway, mock);
    }
  }

  @Test
  void countsBeyondALongAreTheUpstreamsFaultInEitherDialect() throws Exception {
    String claude =
        """
        {"id":"m","type":"message","role":"assistant","model":"mock","stop_reason":"end_turn",\
        "content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":%1$s,"output_tokens":%1$s}}""";
    String gpt =
        """
        {"id":"c","model":"mock","choices":[{"index":0,"finish_reason":"stop",\
        "message":{"role":"assistant","content":"Hi"}}],\
        "usage":{"prompt_tokens":%1$s,"completion_tokens":%1$s}}""";
    assertUncountable(Dialect.ANTHROPIC, PATH, claude.formatted(MOST));
    assertUncountable(Dialect.OPENAI, "/v1/messages", gpt.formatted(MOST));
  }

  private static void assertUncountable(Dialect upstream, String path, String answer)
      throws Exception {
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, answer));
        TestGateway gateway = TestGateway.over(upstream, mock)) {
      HttpResponse<String> told = gateway.post(path, MESSAGE.formatted(false));
      assertThat(told.statusCode()).isEqualTo(502);
      assertThat(told.body()).contains("usage: its token counts add up to more than");
      assertThat(gateway.rows(1).getFirst().metered()).isEqualTo(Metered.ABSENT);

      String more = MESSAGE.formatted(false).replace("50", "9223372036854775808");
      HttpResponse<String> asked = gateway.post(path, more);
      assertThat(asked.statusCode()).isEqualTo(400);
      assertThat(asked.body()).contains("max_tokens: out of range");
      assertThat(mock.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: [DONE]\n\n"})
  void aStreamWhoseCountsAreBeyondALongIsAnErrorWhetherItHasBegunOrNot(String end)
      throws Exception {
    String last =
        EVENT.replace(
            "{\"content\":\"secret\"}}]",
            "{},\"finish_reason\":\"stop\"}],\"usage\":"
                + "{\"prompt_tokens\":%1$s,\"completion_tokens\":%1$s}".formatted(MOST));
    assertThat(last).contains(MOST);
    try (MockUpstream mock =
            MockUpstream.start((_, response) -> response.stream().chunk(EVENT + last + end).end());
        TestGateway gateway = TestGateway.over(Dialect.OPENAI, mock);
        Socket socket = gateway.socket()) {
      TestGateway.send(socket, "/v1/messages", MESSAGE.formatted(true), "Connection: close");

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .contains("\"type\":\"error\"", "usage: its token counts add up")
          .doesNotContain("message_stop");
    }
  }
}
