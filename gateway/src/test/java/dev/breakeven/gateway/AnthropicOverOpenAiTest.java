package dev.breakeven.gateway;

import static dev.breakeven.gateway.Translated.HELLO;
import static dev.breakeven.gateway.Translated.MESSAGES;
import static dev.breakeven.gateway.Translated.OPENAI_TOOL;
import static dev.breakeven.gateway.Translated.assertHelloIsMetered;
import static dev.breakeven.gateway.Translated.claude;
import static dev.breakeven.gateway.Translated.gpt;
import static dev.breakeven.gateway.Translated.over;
import static dev.breakeven.gateway.Translated.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A client of Anthropic's dialect whose model is served in OpenAI's, over real sockets.
class AnthropicOverOpenAiTest {
  private static final String FIRST =
      "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";

  @Test
  void aMessageOfAnthropicIsAnsweredByOpenAi() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      HttpResponse<String> answer =
          gateway.post("/v1/messages", MESSAGES.formatted(false), "anthropic-version", "v");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"type\":\"message\"", "\"text\":\"Hello\"", "\"model\":\"mock\"")
          .contains("\"stop_reason\":\"end_turn\"", "\"input_tokens\":600")
          .contains("\"cache_read_input_tokens\":400", "\"output_tokens\":2");
      MockRequest seen = mock.requests().getFirst();
      assertThat(seen.path()).isEqualTo("/v1/chat/completions");
      assertThat(seen.text()).contains("\"max_tokens\":50");
      assertThat(seen.header("authorization")).isEqualTo("Bearer upstream-secret");
      assertThat(seen.header("anthropic-version")).isEmpty();
      assertHelloIsMetered(gateway.rows(1).getFirst(), "anthropic");
    }
  }

  @Test
  void aStreamOfAnthropicIsAnsweredByOpenAi() throws Exception {
    for (Completion hello : List.of(HELLO, HELLO.withoutDone())) {
      try (MockUpstream mock = MockUpstream.start(hello::write);
          TestGateway gateway = over(gpt(mock))) {
        HttpResponse<String> answer = gateway.post("/v1/messages", MESSAGES.formatted(true));

        assertThat(answer.body())
            .startsWith("event: message_start\n")
            .contains("\"stop_reason\":\"end_turn\"", "\"input_tokens\":600")
            .doesNotContain("chat.completion", "[DONE]")
            .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(answer.body().split("event: message_stop", -1)).hasSize(2);
        assertThat(texts(answer.body(), "text")).isEqualTo("Hello");
        assertThat(mock.requests().getFirst().usageAsked()).isTrue();
        assertHelloIsMetered(gateway.rows(1).getFirst(), "anthropic");
      }
    }
  }

  @Test
  void translatesTheSameWhereverAStreamIsCut() throws Exception {
    String stream =
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"日本\"}}]}\r\n"
            + "\r\n: a comment\n\n"
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    byte[] bytes = stream.getBytes(UTF_8);
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.end());
        TestGateway gateway = over(gpt(mock))) {
      String whole = "";
      for (int cut = 1; cut < bytes.length; cut++) {
        byte[] head = java.util.Arrays.copyOf(bytes, cut);
        byte[] rest = java.util.Arrays.copyOfRange(bytes, cut, bytes.length);
        mock.script((_, response) -> response.stream().chunk(head).chunk(rest).end());
        String answer = gateway.post("/v1/messages", MESSAGES.formatted(true)).body();
        whole = whole.isEmpty() ? answer : whole;
        assertThat(answer).as("cut at %d", cut).isEqualTo(whole);
      }
      assertThat(texts(whole, "text")).isEqualTo("日本");
      assertThat(whole).contains(": ping\n\n").endsWith("message_stop\"}\n\n");
    }
  }

  @Test
  void callsOfToolsAreTranslated() throws Exception {
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, OPENAI_TOOL));
        TestGateway gateway = over(gpt(mock))) {
      String message =
          gateway
              .post(
                  "/v1/messages",
                  MESSAGES
                      .formatted(false)
                      .replace(
                          "{\"model",
                          "{\"tools\":[{\"name\":\"look\",\"input_schema\":{}}],\"model"))
              .body();

      assertThat(message)
          .contains("\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\"")
          .contains("\"input\":{\"at\":\"sky\"}", "\"stop_reason\":\"tool_use\"");
      assertThat(mock.requests().getFirst().text())
          .contains("{\"type\":\"function\",\"function\":{\"name\":\"look\"");
      assertThat(gateway.rows(1).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(9, 5)));
    }
  }

  @Test
  void aRefusalOfTheUpstreamComesInTheShapeOfTheClient() throws Exception {
    String refusal = "{\"error\":{\"message\":\"bad words\",\"type\":\"x\",\"code\":\"filter\"}}";
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(400, refusal));
        TestGateway gateway = over(gpt(mock))) {
      HttpResponse<String> message = gateway.post("/v1/messages", MESSAGES.formatted(false));

      assertThat(message.statusCode()).isEqualTo(400);
      assertThat(message.body())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",")
          .contains("bad words");
    }
  }

  /// What a client of Anthropic hears of a stream whose `second` event comes after it got the
  /// first.
  private static String heard(String second, TestGateway gateway, MockUpstream mock)
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    mock.script(
        (_, response) -> {
          response.stream().chunk(FIRST);
          begun.await();
          response.chunk("data: " + second + "\n\n").end();
        });
    try (Socket socket = gateway.socket()) {
      TestGateway.send(socket, "/v1/messages", MESSAGES.formatted(true));
      int first = socket.getInputStream().read();
      begun.countDown();
      return (char) first + new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void anErrorInAStreamComesInTheShapeOfTheClient() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      assertThat(heard("{\"error\":{\"message\":\"too hot\"}}", gateway, mock))
          .contains("text_delta", "event: error\ndata: {\"type\":\"error\"", "too hot")
          .doesNotContain("message_stop", "message_delta");
      assertThat(gateway.rows(1).getFirst().ending().status()).isEqualTo(502);
    }
  }

  @Test
  void aCutStreamNeverLooksWhole() throws Exception {
    Completion cut = Completion.of(Completion.SIXTY).cutAfter(9);
    try (MockUpstream mock = MockUpstream.start(cut::write);
        TestGateway gateway = over(gpt(mock));
        Socket message = gateway.socket()) {
      TestGateway.send(message, "/v1/messages", MESSAGES.formatted(true));

      assertThat(new String(message.getInputStream().readAllBytes(), UTF_8))
          .contains("w8 ", "event: error\n")
          .doesNotContain("message_stop", "message_delta", "\r\n0\r\n");
      assertThat(gateway.rows(1).getFirst().ending().status()).isEqualTo(502);
    }
  }

  @Test
  void whatCannotBeToldIsRefusedByNameBeforeAnythingIsSpent() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      HttpResponse<String> message =
          gateway.post(
              "/v1/messages", MESSAGES.formatted(true).replace("{\"model", "{\"top_k\":5,\"model"));

      assertThat(message.statusCode()).isEqualTo(400);
      assertThat(message.body()).startsWith("{\"type\":\"error\"").contains("top_k: ");
      assertThat(mock.requests()).isEmpty();
      assertThat(gateway.ledger().openings()).isEmpty();
    }
  }

  @Test
  void aStreamWithoutWordsInTheClientsDialectBreaksOff() throws Exception {
    String second = "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}";
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      assertThat(heard(second, gateway, mock))
          .contains("event: error\n", "more than one choice")
          .doesNotContain("message_stop");
      assertThat(mock.requests()).hasSize(1);
    }
  }

  @Test
  void theOrderOfTheSettingsDecidesAndFallbackCrossesDialects() throws Exception {
    try (MockUpstream claude = MockUpstream.start((_, response) -> response.json(500, "{}"));
        MockUpstream gpt = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(claude), gpt(gpt))) {
      HttpResponse<String> answer = gateway.post("/v1/messages", MESSAGES.formatted(true));

      assertThat(texts(answer.body(), "text")).isEqualTo("Hello");
      assertThat(claude.requests()).isNotEmpty();
      claude.script(HELLO::write);
      gpt.script((_, response) -> response.json(500, "{}"));
      HttpResponse<String> chat = gateway.post("/v1/chat/completions", TestGateway.chat(false));
      assertThat(chat.body()).contains("\"content\":\"Hello\"");
      assertThat(gpt.requests()).hasSize(1);
    }
  }
}
