package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.Api;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Preset;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The Responses API, passed through to upstreams that speak it, and metered.
class ResponsesTest {
  private static final String PATH = "/v1/responses";
  private static final String USAGE =
      "{\"input_tokens\":11,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":3,"
          + "\"output_tokens_details\":{\"reasoning_tokens\":1},\"total_tokens\":14}";
  private static final String ANSWER =
      """
      {"id":"resp_1","object":"response","status":"%s","model":"mock",\
      "output":[{"type":"message","content":[{"type":"output_text","text":"hello"}]}],"usage":%s}\
      """;
  private static final String CREATED =
      """
      event: response.created
      data: {"type":"response.created","response":{"id":"resp_1",\
      "status":"in_progress","model":"mock","usage":null}}

      """;
  private static final String DELTA =
      """
      event: response.output_text.delta
      data: {"type":"response.output_text.delta","delta":"hello"}

      """;
  private static final String COMPLETED =
      "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":%s}\n\n"
          .formatted(ANSWER.formatted("completed", USAGE));

  private static final MockUpstream.Script SCRIPT =
      (request, response) -> {
        if (request.stream()) {
          response.stream().chunk(CREATED).chunk(DELTA).chunk(COMPLETED).end();
        } else {
          response.json(200, ANSWER.formatted("completed", USAGE));
        }
      };

  private static UpstreamSettings speaking(MockUpstream mock) {
    return TestGateway.upstream("u1", Dialect.OPENAI, mock.uri())
        .with(new Api(Preset.COMPATIBLE, Optional.empty(), true));
  }

  private static TestGateway over(MockUpstream mock, SpendCap... caps) {
    return TestGateway.start(
        GatewaySettings.of(List.of(speaking(mock))).with(TestGateway.caps(caps)));
  }

  private static String body(boolean stream, String more) {
    return "{\"model\":\"mock\",\"input\":\"hi\",\"stream\":%s%s}".formatted(stream, more);
  }

  /// 7 x 2000 fresh, 4 x 1000 cached, 3 x 10000 generated nano-dollars.
  private static void assertMetered(Attempt row) {
    assertThat(row.metered())
        .isEqualTo(new Metered(Metered.State.REPORTED, new Usage(7, 4, 0, 0, 2, 1), Map.of()));
    assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(Usd.parse("0.000048"));
    assertThat(row.ending().finish()).isEqualTo("completed");
  }

  @Test
  void anAnswerPassesAsItsBytesAreAndIsMetered() throws Exception {
    try (MockUpstream mock = MockUpstream.start(SCRIPT);
        TestGateway gateway = over(mock)) {
      String asked = body(false, ",\"previous_response_id\":\"resp_0\",\"store\":true");
      HttpResponse<String> answer = gateway.post(PATH, asked);

      assertThat(answer.body()).isEqualTo(ANSWER.formatted("completed", USAGE));
      assertThat(mock.requests().getFirst().path()).isEqualTo(PATH);
      assertThat(mock.requests().getFirst().text()).isEqualTo(asked);
      assertMetered(gateway.rows(1).getFirst());
    }
  }

  @Test
  void aStreamPassesEventByEventAndIsMetered() throws Exception {
    try (MockUpstream mock = MockUpstream.start(SCRIPT);
        TestGateway gateway = over(mock)) {
      HttpResponse<String> answer = gateway.post(PATH, body(true, ""));

      assertThat(answer.body()).isEqualTo(CREATED + DELTA + COMPLETED);
      assertThat(mock.requests().getFirst().text()).isEqualTo(body(true, ""));
      assertMetered(gateway.rows(1).getFirst());
    }
  }

  @Test
  void aStreamThatIsCutIsNotWhole() throws Exception {
    try (MockUpstream mock =
            MockUpstream.start(
                (request, response) -> response.stream().chunk(CREATED).chunk(DELTA).end());
        TestGateway gateway = over(mock)) {
      assertThatThrownBy(() -> gateway.post(PATH, body(true, ""))).isInstanceOf(IOException.class);
      Attempt row = gateway.rows(1).getFirst();
      assertThat(row.metered().state()).isEqualTo(Metered.State.ESTIMATED);
      assertThat(row.ending().finish()).isEqualTo("error");
    }
  }

  @Test
  void anUpstreamThatDoesNotSpeakItIsNotAsked() throws Exception {
    try (MockUpstream mock = MockUpstream.start(Completion.of(List.of("hi"))::write);
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> refused = gateway.post(PATH, body(false, ""));

      assertThat(refused.statusCode()).isEqualTo(404);
      assertThat(refused.body())
          .contains("endpoint_not_served")
          .contains("no upstream of model 'mock' is known to speak /v1/responses")
          .contains("responses: true");
      assertThat(mock.requests()).isEmpty();
      assertThat(gateway.ledger().openings()).isEmpty();
    }
  }

  @Test
  void underABudgetTheWorstCaseHasToBeKnown() throws Exception {
    SpendCap cap =
        new SpendCap(
            ScopeKind.TOTAL, Optional.empty(), Usd.ofDollars(1), Period.DAY, ZoneOffset.UTC);
    try (MockUpstream mock = MockUpstream.start(SCRIPT);
        TestGateway gateway = over(mock, cap)) {
      for (String stored :
          List.of(
              ",\"previous_response_id\":\"resp_0\"",
              ",\"conversation\":\"c\"",
              ",\"prompt\":{\"id\":\"p\"}",
              ",\"background\":true")) {
        assertThat(gateway.post(PATH, body(false, stored)).statusCode()).isEqualTo(400);
      }
      assertThat(mock.requests()).isEmpty();

      assertThat(gateway.post(PATH, body(false, "")).statusCode()).isEqualTo(200);
      assertThat(mock.requests().getFirst().text()).contains("\"max_output_tokens\":4096");
    }
  }
}
