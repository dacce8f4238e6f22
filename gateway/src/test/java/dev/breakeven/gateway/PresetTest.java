package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.gateway.settings.Api;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Preset;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each kind of upstream is sent.
class PresetTest {
  private static final Completion HELLO = Completion.of(List.of("hello", "there"));

  private static MockRequest sent(Api api, String path, String body) throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write)) {
      UpstreamSettings plain = TestGateway.upstream("u1", Dialect.OPENAI, mock.uri());
      UpstreamSettings settings =
          new UpstreamSettings(
                  "u1",
                  Dialect.OPENAI,
                  List.of(mock.uri()),
                  "acme",
                  "",
                  false,
                  plain.secret(),
                  Map.of("mock", "my mock"),
                  plain.balance(),
                  Optional.empty())
              .with(api);
      try (TestGateway gateway = TestGateway.start(GatewaySettings.of(List.of(settings)))) {
        assertThat(gateway.post(path, body).statusCode()).isEqualTo(200);
        assertThat(gateway.rows(1).getFirst().metered().usage().totalOutput()).isEqualTo(2);
        return mock.requests().getFirst();
      }
    }
  }

  @Test
  void azureIsAskedByDeploymentInThePathWhereAVersionIsSet() throws Exception {
    Api api = new Api(Preset.AZURE, Optional.of("2024-10-21"), false);
    MockRequest request = sent(api, "/v1/chat/completions", TestGateway.chat(false));

    assertThat(request.path())
        .isEqualTo("/openai/deployments/my%20mock/chat/completions?api-version=2024-10-21");
    assertThat(request.header("api-key")).isEqualTo("upstream-secret");
    assertThat(request.headers()).doesNotContainKey("authorization");
  }

  @Test
  void azureIsAskedAsOpenAiIsWhereNoVersionIsSet() throws Exception {
    MockRequest request =
        sent(Api.of(Preset.AZURE), "/v1/chat/completions", TestGateway.chat(true));

    assertThat(request.path()).isEqualTo("/openai/v1/chat/completions");
    assertThat(request.header("api-key")).isEqualTo("upstream-secret");
    assertThat(request.text()).contains("\"model\":\"my mock\"").contains("include_usage");
  }

  @Test
  void mistralIsNotSentStreamOptionsFromEitherDialect() throws Exception {
    String openAi = TestGateway.chat(true);
    String anthropic =
        "{\"model\":\"mock\",\"stream\":true,\"max_tokens\":9,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    Completion stating = HELLO;
    for (Map.Entry<String, String> call :
        Map.of("/v1/chat/completions", openAi, "/v1/messages", anthropic).entrySet()) {
      try (MockUpstream mock =
          MockUpstream.start(
              (request, response) -> {
                assertThat(request.text()).doesNotContain("stream_options");
                stating.write(request, response);
              })) {
        UpstreamSettings settings =
            TestGateway.upstream("u1", Dialect.OPENAI, mock.uri()).with(Api.of(Preset.MISTRAL));
        try (TestGateway gateway = TestGateway.start(GatewaySettings.of(List.of(settings)))) {
          assertThat(gateway.post(call.getKey(), call.getValue()).statusCode()).isEqualTo(200);
          assertThat(mock.requests().getFirst().text()).contains("\"max_tokens\"");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com, OPENAI, https://api.openai.com/v1",
    "https://api.anthropic.com, ANTHROPIC, https://api.anthropic.com/v1",
    "https://api.groq.com, GROQ, https://api.groq.com/openai/v1",
    "https://api.fireworks.ai/, FIREWORKS, https://api.fireworks.ai/inference/v1",
    "https://api.deepinfra.com, DEEPINFRA, https://api.deepinfra.com/v1/openai",
    "https://openrouter.ai, OPENROUTER, https://openrouter.ai/api/v1",
    "https://generativelanguage.googleapis.com, GEMINI,"
        + " https://generativelanguage.googleapis.com/v1beta/openai",
    "https://acme.openai.azure.com, AZURE, https://acme.openai.azure.com/openai/v1",
    "https://api.mistral.ai/v1, MISTRAL, https://api.mistral.ai/v1",
    "https://api.groq.com/mine, GROQ, https://api.groq.com/mine",
    "https://example.com, COMPATIBLE, https://example.com",
  })
  void aUrlTellsTheKindAndGetsItsPath(URI url, Preset preset, URI whole) {
    assertThat(Preset.at(url)).isEqualTo(preset);
    assertThat(Api.of(preset).complete(url)).isEqualTo(whole);
  }
}
