package dev.breakeven.gateway;

import static dev.breakeven.gateway.Translated.ANTHROPIC_TOOL;
import static dev.breakeven.gateway.Translated.HELLO;
import static dev.breakeven.gateway.Translated.assertHelloIsMetered;
import static dev.breakeven.gateway.Translated.claude;
import static dev.breakeven.gateway.Translated.gpt;
import static dev.breakeven.gateway.Translated.over;
import static dev.breakeven.gateway.Translated.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// A client of OpenAI's dialect whose model is served in Anthropic's, over real sockets.
class OpenAiOverAnthropicTest {
  @Test
  void aChatOfOpenAiIsAnsweredByAnthropic() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1/chat/completions", TestGateway.chat(false), "openai-organization", "org");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"object\":\"chat.completion\"", "\"content\":\"Hello\"")
          .contains("\"model\":\"mock\"", "\"finish_reason\":\"stop\"")
          .contains("\"prompt_tokens\":1000,\"completion_tokens\":2,\"total_tokens\":1002");
      MockRequest seen = mock.requests().getFirst();
      assertThat(seen.path()).isEqualTo("/v1/messages");
      assertThat(seen.text()).contains("\"max_tokens\":100");
      assertThat(seen.header("x-api-key")).isEqualTo("upstream-secret");
      assertThat(seen.header("anthropic-version")).isNotEmpty();
      assertThat(seen.header("openai-organization")).isEmpty();
      assertHelloIsMetered(gateway.rows(1).getFirst(), "openai");
    }
  }

  @Test
  void aStreamOfOpenAiIsAnsweredByAnthropic() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> silent = gateway.post("/v1/chat/completions", TestGateway.chat(true));
      HttpResponse<String> asking =
          gateway.post(
              "/v1/chat/completions",
              TestGateway.chat(true)
                  .replace("{\"model", "{\"stream_options\":{\"include_usage\":true},\"model"));

      assertThat(silent.headers().firstValue("content-type")).contains("text/event-stream");
      assertThat(texts(silent.body(), "content")).isEqualTo("Hello");
      assertThat(silent.body())
          .contains("chat.completion.chunk", "\"finish_reason\":\"stop\"", ": ping\n\n")
          .doesNotContain("usage", "message_", "event:")
          .endsWith("data: [DONE]\n\n");
      assertThat(asking.body()).contains("\"prompt_tokens\":1000").endsWith("data: [DONE]\n\n");
      assertThat(gateway.rows(2)).allSatisfy(row -> assertHelloIsMetered(row, "openai"));
    }
  }

  @Test
  void callsOfToolsAreTranslated() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start((_, response) -> response.json(200, ANTHROPIC_TOOL));
        TestGateway gateway = over(claude(mock))) {
      String chat =
          gateway
              .post(
                  "/v1/chat/completions",
                  TestGateway.chat(false)
                      .replace(
                          "{\"model",
                          "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}],"
                              + "\"model"))
              .body();

      assertThat(chat)
          .contains("\"id\":\"t1\"", "\"name\":\"look\"", "\"finish_reason\":\"tool_calls\"")
          .contains("\"arguments\":\"{\\\"at\\\":\\\"sky\\\"}\"");
      assertThat(mock.requests().getFirst().text()).contains("\"input_schema\"");
      assertThat(gateway.rows(1).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(9, 5)));
    }
  }

  @Test
  void aRefusalOfTheUpstreamComesInTheShapeOfTheClient() throws Exception {
    String refusal =
        "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"no mock\"}}";
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(404, refusal));
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> chat = gateway.post("/v1/chat/completions", TestGateway.chat(true));

      assertThat(chat.statusCode()).isEqualTo(404);
      assertThat(chat.body())
          .startsWith("{\"error\":{\"message\":\"no mock\",\"type\":\"not_found_error\"");
    }
  }

  @Test
  void aCutStreamNeverLooksWhole() throws Exception {
    Completion cut = Completion.of(Completion.SIXTY).cutAfter(9);
    try (MockUpstream mock = MockUpstream.start(cut::write);
        TestGateway gateway = over(claude(mock));
        Socket chat = gateway.socket()) {
      TestGateway.send(chat, "/v1/chat/completions", TestGateway.chat(true));

      assertThat(new String(chat.getInputStream().readAllBytes(), UTF_8))
          .contains("w8 ", "data: {\"error\":")
          .doesNotContain("[DONE]", "\"finish_reason\":\"", "\r\n0\r\n");
      assertThat(gateway.rows(1).getFirst().metered().state()).isEqualTo(Metered.State.PARTIAL);
    }
  }

  @Test
  void whatCannotBeToldIsRefusedByNameBeforeAnythingIsSpent() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> chat =
          gateway.post(
              "/v1/chat/completions",
              TestGateway.chat(false).replace("{\"model", "{\"seed\":7,\"model"));

      assertThat(chat.statusCode()).isEqualTo(400);
      assertThat(chat.body()).contains("\"message\":\"seed: ", "\"param\":\"seed\"");
      assertThat(mock.requests()).isEmpty();
      assertThat(gateway.ledger().openings()).isEmpty();
    }
  }

  @Test
  void anAnswerWithoutWordsInTheClientsDialectIsAnErrorThatIsPaidOnce() throws Exception {
    String search = ANTHROPIC_TOOL.replace("\"tool_use\",\"id\"", "\"server_tool_use\",\"id\"");
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, search));
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("content[0].type", "'server_tool_use'");
      assertThat(mock.requests()).hasSize(1);
      // 9 x 2000 + 5 x 10000 nano-dollars
      assertThat(((Cost.Priced) gateway.rows(1).getFirst().cost()).usd())
          .isEqualTo(new Usd(68_000));
    }
  }

  @Test
  void anUpstreamThatCannotBeToldIsNoFallback() throws Exception {
    String body = TestGateway.chat(false).replace("{\"model", "{\"seed\":7,\"model");
    try (MockUpstream gpt =
            MockUpstream.start(
                (_, response) -> response.json(503, "{\"error\":{\"message\":\"busy\"}}"));
        MockUpstream claude = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(gpt), claude(claude))) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", body);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("busy");
      assertThat(claude.requests()).isEmpty();
    }
  }

  @Test
  void anthropicGetsTheBoundThatItRequires() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      gateway.post(
          "/v1/chat/completions", TestGateway.chat(false).replace("\"max_tokens\":100,", ""));

      assertThat(mock.requests().getFirst().text())
          .contains("\"max_tokens\":" + GatewaySettings.Bodies.DEFAULT.defaultOutput());
    }
  }
}
