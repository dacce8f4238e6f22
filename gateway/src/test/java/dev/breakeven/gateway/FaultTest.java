package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults of our own, and token counts of an upstream that nobody can add up: nobody may wait for
/// ever.
class FaultTest {
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo"));

  /// Twice the largest number is more than any sum holds.
  private static final String USAGE =
      "\"usage\":{\"input_tokens\":9223372036854775807,\"output_tokens\":9223372036854775807}";

  private static final String TOO_MANY =
      "{\"id\":\"c\",\"model\":\"mock\",\"choices\":[],"
          + USAGE.replace("input", "prompt").replace("output", "completion")
          + "}";

  @Test
  void countsThatNoSumHoldsAreUnknownAndTheAnswerPasses() throws Exception {
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, TOO_MANY));
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(answer.body()).isEqualTo(TOO_MANY);
      Attempt row = gateway.rows(1).getFirst();
      assertThat(row.metered()).isEqualTo(Metered.ABSENT);
      assertThat(row.cost()).isInstanceOf(Cost.Unpriced.class);
    }
  }

  /// A clock that fails while it is told to stands for any fault of our own.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFaultOfOurOwnIsAnErrorAndTheGatewayGoesOn(boolean afterTheAnswerCame) throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    try (MockUpstream mock =
            MockUpstream.start(
                (request, response) -> {
                  broken.set(afterTheAnswerCame && request.number() == 1);
                  HELLO.write(request, response);
                });
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(
                    List.of(TestGateway.upstream("claude", Dialect.ANTHROPIC, mock.uri()))),
                () -> {
                  if (broken.get()) {
                    throw new IllegalStateException("no time");
                  }
                  return Instant.now();
                })) {
      broken.set(!afterTheAnswerCame);
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(false));
      broken.set(false);
      HttpResponse<String> next = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body())
          .startsWith("{\"error\":{\"message\":\"the gateway failed at this request")
          .contains("\"type\":\"server_error\"");
      assertThat(next.statusCode()).isEqualTo(200);
      List<Integer> statuses = afterTheAnswerCame ? List.of(500, 200) : List.of(200);
      assertThat(gateway.rows(statuses.size()))
          .extracting(row -> row.ending().status())
          .isEqualTo(statuses);
      assertThat(gateway.admin("GET", "/metrics").body()).contains("breakeven_in_flight 0");
    }
  }

  @Test
  void aStreamThatHadBegunEndsInAnErrorOfTheUpstream() throws Exception {
    String begun =
        "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"mock\"}}\n\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,"
            + "\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n";
    String ending =
        "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
            + USAGE
            + "}\n\ndata: {\"type\":\"message_stop\"}\n\n";
    CountDownLatch heard = new CountDownLatch(1);
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) -> {
                  response.stream().chunk(begun);
                  heard.await();
                  response.chunk(ending).end();
                });
        TestGateway gateway = TestGateway.over(Dialect.ANTHROPIC, mock);
        Socket socket = gateway.socket()) {
      TestGateway.send(
          socket,
          "/v1/chat/completions",
          TestGateway.chat(true)
              .replace("{\"model", "{\"stream_options\":{\"include_usage\":true},\"model"));
      assertThat(socket.getInputStream().read()).isPositive();
      heard.countDown();

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .contains("\"content\":\"a\"", "usage: its token counts add up to more")
          .doesNotContain("[DONE]");
      assertThat(gateway.rows(1).getFirst().ending().status()).isEqualTo(502);
    }
  }
}
