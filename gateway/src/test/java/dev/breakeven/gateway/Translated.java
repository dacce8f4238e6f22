package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a client of one dialect asks of upstreams of the other, and how that is metered.
final class Translated {
  static final Completion HELLO = Completion.of(List.of("Hel", "lo")).withPrompt(1000, 400);

  // 600 x 2000 + 400 x 1000 + 2 x 10000 nano-dollars
  static final Usd HELLO_COST = new Usd(1_620_000);
  static final Usage HELLO_USAGE = new Usage(600, 400, 0, 0, 2, 0);

  static final String MESSAGES =
      """
      {"model":"mock","max_tokens":50,"stream":%s,"messages":[{"role":"user","content":"hi"}]}""";
  static final String OPENAI_TOOL =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"mock","choices":[{"index":0,\
      "message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function",\
      "function":{"name":"look","arguments":"{\\"at\\":\\"sky\\"}"}}]},\
      "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":5,\
      "total_tokens":14}}""";
  static final String ANTHROPIC_TOOL =
      """
      {"id":"m","type":"message","role":"assistant","model":"mock","content":[{"type":"tool_use",\
      "id":"t1","name":"look","input":{"at":"sky"}}],"stop_reason":"tool_use",\
      "usage":{"input_tokens":9,"output_tokens":5}}""";

  static UpstreamSettings claude(MockUpstream mock) {
    return TestGateway.upstream("claude", Dialect.ANTHROPIC, mock.uri());
  }

  static UpstreamSettings gpt(MockUpstream mock) {
    return TestGateway.upstream("gpt", Dialect.OPENAI, mock.uri());
  }

  static TestGateway over(UpstreamSettings... upstreams) {
    return TestGateway.start(GatewaySettings.of(List.of(upstreams)));
  }

  /// What the events of a stream say under a key, joined.
  static String texts(String stream, String key) {
    return Pattern.compile("\"" + key + "\":\"([^\"]*)\"")
        .matcher(stream)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.joining());
  }

  static void assertHelloIsMetered(Attempt row, String dialect) {
    assertThat(row.metered()).isEqualTo(Metered.reported(HELLO_USAGE));
    assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(HELLO_COST);
    assertThat(row.call().dialect()).isEqualTo(dialect);
    assertThat(row.ending().status()).isEqualTo(200);
  }

  private Translated() {}
}
