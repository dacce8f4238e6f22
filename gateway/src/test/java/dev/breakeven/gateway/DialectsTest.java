package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every path that is forwarded, in its own dialect, and its row.
class DialectsTest {
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo")).withPrompt(1000, 400);
  private static final String MESSAGES =
      """
      {"model":"mock","max_tokens":50,"stream":%s,"messages":[{"role":"user","content":"hi"}],\
      "metadata":{"user_id":"ada"}}\
      """;

  private static TestGateway anthropic(MockUpstream mock) {
    return TestGateway.start(
        GatewaySettings.of(List.of(TestGateway.upstream("claude", Dialect.ANTHROPIC, mock.uri()))));
  }

  @Test
  void messagesPassAndAreMeteredPlainAndStreamed() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = anthropic(mock)) {
      HttpResponse<String> plain = gateway.post("/v1/messages", MESSAGES.formatted(false));
      HttpResponse<String> stream =
          gateway.post("/v1/messages", MESSAGES.formatted(true), "anthropic-beta", "b");

      assertThat(plain.body()).contains("\"text\":\"Hello\"");
      assertThat(stream.body())
          .startsWith("event: message_start\n")
          .endsWith("message_stop\"}\n\n");
      MockRequest seen = mock.requests().getLast();
      assertThat(seen.text()).isEqualTo(MESSAGES.formatted(true));
      assertThat(seen.header("x-api-key")).isEqualTo("upstream-secret");
      assertThat(seen.header("anthropic-version")).isNotEmpty();
      assertThat(seen.header("anthropic-beta")).isEqualTo("b");
      assertThat(seen.header("authorization")).isEmpty();
      // 600 x 2000 + 400 x 1000 + 2 x 10000 nano-dollars
      assertThat(gateway.rows(2))
          .allSatisfy(
              row -> {
                assertThat(row.metered())
                    .isEqualTo(Metered.reported(new Usage(600, 400, 0, 0, 2, 0)));
                assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(new Usd(1_620_000));
                assertThat(row.ending().finish()).isEqualTo("end_turn");
                assertThat(row.call().dialect()).isEqualTo("anthropic");
                assertThat(row.scope().user()).isEqualTo("ada");
              });
    }
  }

  @Test
  void anAnthropicStreamThatIsLeftIsPartial() throws Exception {
    Completion slow = HELLO.paced(Duration.ZERO, Duration.ofSeconds(20));
    try (MockUpstream mock = MockUpstream.start(slow::write);
        TestGateway gateway = anthropic(mock)) {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, "/v1/messages", MESSAGES.formatted(true));
        assertThat(socket.getInputStream().read()).isPositive();
      }
      Attempt row = gateway.rows(1).getFirst();

      assertThat(row.metered().state()).isEqualTo(Metered.State.PARTIAL);
      assertThat(row.metered().usage()).isEqualTo(new Usage(600, 400, 0, 0, 1, 0));
    }
  }

  @Test
  void aCutAnthropicStreamEndsInItsOwnKindOfError() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(Completion.of(Completion.SIXTY).cutAfter(9)::write);
        TestGateway gateway = anthropic(mock);
        Socket socket = gateway.socket()) {
      TestGateway.send(socket, "/v1/messages", MESSAGES.formatted(true));
      String answer = new String(socket.getInputStream().readAllBytes());

      assertThat(answer)
          .contains("event: error\ndata: {\"type\":\"error\"")
          .doesNotContain("message_stop");
    }
  }

  @Test
  void completionsAndEmbeddingsPassAndAreMetered() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) ->
                    response.json(
                        200,
                        "{\"model\":\"mock\",\"data\":[{\"embedding\":[0.1]}],"
                            + "\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}"));
        TestGateway gateway = TestGateway.over(mock)) {
      gateway.post("/v1/embeddings", "{\"model\":\"mock\",\"input\":\"hi\"}");
      gateway.post("/v1/completions", "{\"model\":\"mock\",\"prompt\":\"hi\"}");

      assertThat(mock.requests())
          .extracting(MockRequest::path)
          .containsExactly("/v1/embeddings", "/v1/completions");
      assertThat(gateway.rows(2))
          .extracting(Attempt::metered)
          .containsOnly(Metered.reported(new Usage(7, 0, 0, 0, 0, 0)));
    }
  }

  @Test
  void nobodyIsAskedForWhatHisDialectHasNoWordFor() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> answer =
          gateway.post("/v1/messages/count_tokens", MESSAGES.formatted(false));

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body())
          .contains("no upstream of model 'mock' is known to speak /v1/messages/count_tokens");
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void usageThatNobodyReportedIsEstimatedAndSaysSo() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO.withoutUsage()::write);
        TestGateway gateway = TestGateway.over(mock)) {
      gateway.post("/v1/chat/completions", TestGateway.chat(true));

      Metered metered = gateway.rows(1).getFirst().metered();
      assertThat(metered.state()).isEqualTo(Metered.State.ESTIMATED);
      // five letters were generated, and 88 bytes of JSON were read, many of them marks
      assertThat(metered.usage().output()).isEqualTo(1);
      assertThat(metered.usage().input()).isBetween(20L, 50L);
    }
  }

  @Test
  void anEstimateIsNoMoreThanWhatTheClientLetTheModelWrite() throws Exception {
    Completion wordy = Completion.of(Collections.nCopies(300, "word ")).withoutUsage();
    try (MockUpstream mock = MockUpstream.start(wordy::write);
        TestGateway gateway = TestGateway.over(mock)) {
      gateway.post("/v1/chat/completions", TestGateway.chat(true));

      // 300 words of 1.022 tokens each, and max_tokens is 100
      assertThat(gateway.rows(1).getFirst().metered().usage().output()).isEqualTo(100);
    }
  }
}
