package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Models called `auto`, `cheap` and `best`: who is asked, and the reason that is told.
class AliasTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Completion HELLO = Completion.of(List.of("hello"));

  private final MockUpstream unpriced = MockUpstream.start(HELLO::write);
  private final MockUpstream priced = MockUpstream.start(HELLO::write);
  private final MockUpstream own = MockUpstream.start(HELLO::write);
  private final MockUpstream strong = MockUpstream.start(HELLO::write);

  @AfterEach
  void stop() {
    List.of(unpriced, priced, own, strong).forEach(MockUpstream::close);
  }

  private static UpstreamSettings upstream(
      String name, MockUpstream mock, boolean isOwn, String region, Map<String, String> models) {
    return new UpstreamSettings(
        name,
        Dialect.OPENAI,
        List.of(mock.uri()),
        isOwn ? "self-hosted" : "acme",
        region,
        isOwn,
        Optional.empty(),
        models,
        BalancePolicy.LEAST_LOADED,
        Optional.empty());
  }

  private GatewaySettings settings(ModelAliases aliases) {
    return GatewaySettings.of(
            List.of(
                upstream("unpriced", unpriced, false, "", Map.of("s1", "nobody-knows")),
                upstream("priced", priced, false, "eu", Map.of("s2", "mock")),
                upstream("own", own, true, "", Map.of("s3", "mine")),
                upstream("strong", strong, false, "us", Map.of("big", "huge"))))
        .with(aliases);
  }

  private static ModelAliases auto(String cheap) {
    return new ModelAliases(List.of(cheap), List.of("big"), OptionalLong.of(1000));
  }

  private static String chat(String model, String more, int bytes) {
    return """
        {"model":"%s","max_tokens":10,%s"messages":[{"role":"user","content":"%s"}]}"""
        .formatted(model, more, "x".repeat(bytes));
  }

  private static String route(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-breakeven-route").orElse("");
  }

  /// One for each upstream at least: a kept connection that turns out closed is one of its own.
  private static int attempts(String route) {
    return Integer.parseInt(route.substring(route.lastIndexOf(' ') + 1));
  }

  @Test
  void cheapIsTheOneThatCostsLeastNowThenTheNextAndWhatHasNoPriceIsLast() throws Exception {
    ModelAliases aliases =
        new ModelAliases(List.of("s1", "s2", "s3"), List.of(), OptionalLong.empty());
    try (TestGateway gateway = TestGateway.start(settings(aliases))) {
      assertThat(route(gateway.post(PATH, chat("cheap", "", 1))))
          .isEqualTo("cheap; mine at own: first choice");
      own.close();
      String second = route(gateway.post(PATH, chat("cheap", "", 1)));
      assertThat(second).startsWith("cheap; mock at priced: attempt ");
      priced.close();
      String third = route(gateway.post(PATH, chat("cheap", "", 1)));
      assertThat(third).startsWith("cheap; nobody-knows at unpriced: attempt ");

      Call last = gateway.rows(1 + attempts(second) + attempts(third)).getLast().call();
      assertThat(last.modelAsked()).isEqualTo("cheap");
      assertThat(last.endpoint()).isEqualTo("unpriced");
      assertThat(last.routeReason()).isEqualTo(third);
      assertThat(unpriced.requests().getFirst().model()).isEqualTo("nobody-knows");
    }
  }

  @Test
  void bestIsAskedInItsOrder() throws Exception {
    ModelAliases aliases = new ModelAliases(List.of(), List.of("big", "s3"), OptionalLong.empty());
    try (TestGateway gateway = TestGateway.start(settings(aliases))) {
      assertThat(route(gateway.post(PATH, chat("best", "", 1))))
          .isEqualTo("best; huge at strong: first choice");
      strong.close();
      assertThat(route(gateway.post(PATH, chat("best", "", 1))))
          .isEqualTo("best; mine at own: attempt 2");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 1 | auto: cheap, about 19 tokens without tools, schema or media; mock at priced",
        "'\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],' | 1 | auto: best,"
            + " since it has tools; huge",
        "'\"response_format\":{\"type\":\"json_object\"},' | 1 | auto: best, since it has a schema",
        "'' | 4000 | auto: best, since it has about 1019 tokens, over 1000; huge at strong",
      })
  void autoIsCheapOnlyForWhatIsSimple(String more, int bytes, String reason) throws Exception {
    try (TestGateway gateway = TestGateway.start(settings(auto("s2")))) {
      assertThat(route(gateway.post(PATH, chat("auto", more, bytes)))).startsWith(reason);
      assertThat(gateway.rows(1).getFirst().call().routeReason()).startsWith(reason);
    }
  }

  @Test
  void autoIsBestWhereNoCheapModelHasRoom() throws Exception {
    ModelAliases aliases =
        new ModelAliases(List.of("s2"), List.of("big"), OptionalLong.of(1_000_000));
    try (TestGateway gateway = TestGateway.start(settings(aliases))) {
      assertThat(route(gateway.post(PATH, chat("auto", "", 190_000)))).startsWith("auto: cheap");
      assertThat(route(gateway.post(PATH, chat("auto", "", 210_000))))
          .startsWith("auto: best, since it has about 52519 tokens, too long for each cheap model");
    }
  }

  @Test
  void autoGoesOnToBestWhenTheCheapOnesFail() throws Exception {
    priced.close();
    try (TestGateway gateway = TestGateway.start(settings(auto("s2")))) {
      assertThat(route(gateway.post(PATH, chat("auto", "", 1))))
          .endsWith("huge at strong: attempt 2");
    }
  }

  @ParameterizedTest
  @CsvSource({"auto", "cheap"})
  void aHeaderEscalates(String model) throws Exception {
    try (TestGateway gateway = TestGateway.start(settings(auto("s2")))) {
      String body = chat(model, "", 1);
      assertThat(route(gateway.post(PATH, body, "x-breakeven-escalate", "true")))
          .isEqualTo(model + ": best, by the caller's wish; huge at strong: first choice");
      assertThat(strong.requests().getFirst().header("x-breakeven-escalate")).isEmpty();
      assertThat(route(gateway.post(PATH, body, "x-breakeven-escalate", "false")))
          .contains("mock at priced");
    }
  }

  @Test
  void aKeyBindsWhatANameStandsForToo() throws Exception {
    VirtualKey cheapOnly =
        new VirtualKey(
            "k",
            KeyRing.hash("secret"),
            "",
            "",
            Optional.empty(),
            Set.of("auto", "cheap"),
            Set.of(),
            Set.of("eu"));
    GatewaySettings settings = settings(auto("s2")).with(TestGateway.keys(cheapOnly));
    try (TestGateway gateway = TestGateway.start(settings)) {
      String[] key = {"authorization", "Bearer secret"};
      assertThat(route(gateway.post(PATH, chat("auto", "", 1), key))).contains("mock at priced");
      // the best is in another region
      HttpResponse<String> outside = gateway.post(PATH, chat("auto", "", 8000), key);
      assertThat(outside.statusCode()).isEqualTo(403);
      assertThat(outside.body()).contains("no_allowed_target");
      HttpResponse<String> escalated =
          gateway.post(
              PATH,
              chat("cheap", "", 1),
              "authorization",
              "Bearer secret",
              "x-breakeven-escalate",
              "true");
      assertThat(escalated.body()).contains("model_not_allowed").contains("'best'");
      assertThat(strong.requests()).isEmpty();
    }
  }

  @Test
  void withoutThemTheNamesAreModelsLikeAnyOtherAndOtherwiseTheyAreListed() throws Exception {
    try (TestGateway gateway = TestGateway.start(settings(ModelAliases.NONE))) {
      assertThat(gateway.post(PATH, chat("auto", "", 1)).statusCode()).isEqualTo(404);
      assertThat(gateway.get("/v1/models").body()).doesNotContain("\"auto\"");
    }
    try (TestGateway gateway = TestGateway.start(settings(auto("s2")))) {
      assertThat(gateway.get("/v1/models").body())
          .contains("\"auto\"", "\"cheap\"", "\"best\"", "\"s2\"");
      HttpResponse<String> plain = gateway.post(PATH, chat("s2", "", 1));
      assertThat(plain.headers().firstValue("x-breakeven-route")).isEmpty();
    }
  }
}
