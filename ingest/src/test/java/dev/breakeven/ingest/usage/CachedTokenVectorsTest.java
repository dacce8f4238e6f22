package dev.breakeven.ingest.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Amounts that users computed when other tools got cached tokens wrong, through every reader that
/// can carry them. Rates are those that the users state.
final class CachedTokenVectorsTest {
  private static final Map<TokenClass, String> CLAUDE =
      Map.of(
          TokenClass.INPUT, "3",
          TokenClass.CACHE_READ, "0.30",
          TokenClass.CACHE_WRITE_5M, "3.75",
          TokenClass.OUTPUT, "15");
  private static final Map<TokenClass, String> GEMINI =
      Map.of(TokenClass.INPUT, "1.25", TokenClass.CACHE_READ, "0.625", TokenClass.OUTPUT, "10");

  private static String usd(String file, Map<TokenClass, String> rates) {
    Received received = new Received();
    new UsageFiles(UsageSources.ALL, UnaryOperator.identity())
        .parse("vector", new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), received);
    List<Attempt> attempts = received.attempts();
    assertThat(attempts).hasSize(1);
    PicoUsd sum = PicoUsd.ZERO;
    for (TokenClass tokenClass : TokenClass.values()) {
      long count = attempts.getFirst().metered().usage().count(tokenClass);
      if (count > 0) {
        TokenRate rate = TokenRate.perMillion(rates.get(tokenClass));
        sum = sum.plus(PicoUsd.product(Tokens.of(count), rate));
      }
    }
    return sum.rounded().toString();
  }

  /// BerriAI/litellm issue 9812: 3 in, 12,304 written to the cache, 550 out.
  @Test
  void aCacheWriteOfAnthropic() {
    String claudeCode =
        """
        {"type":"assistant","uuid":"u","sessionId":"s","timestamp":"2026-03-01T10:00:00Z","requestId":"r",\
        "message":{"id":"m","model":"c","usage":{"input_tokens":3,"cache_creation_input_tokens":12304,\
        "cache_read_input_tokens":0,"output_tokens":550}}}
        """;
    String litellm =
        """
        {"request_id":"r","startTime":"2026-05-01T12:00:00","prompt_tokens":12307,"completion_tokens":550,\
        "metadata":{"usage_object":{"cache_creation_input_tokens":12304,"cache_read_input_tokens":0}}}
        """;
    String otel =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"t","spanId":"s","startTimeUnixNano":"1767225600000000000",\
        "attributes":[{"key":"gen_ai.request.model","value":{"stringValue":"c"}},\
        {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12307"}},\
        {"key":"gen_ai.usage.cache_creation.input_tokens","value":{"intValue":"12304"}},\
        {"key":"gen_ai.usage.output_tokens","value":{"intValue":"550"}}]}]}]}]}
        """;
    String report =
        """
        {"data":[{"starting_at":"2026-06-01T00:00:00Z","ending_at":"2026-06-02T00:00:00Z","results":[\
        {"uncached_input_tokens":3,"cache_read_input_tokens":0,"cache_creation":\
        {"ephemeral_5m_input_tokens":12304,"ephemeral_1h_input_tokens":0},"output_tokens":550}]}]}
        """;
    for (String file : List.of(claudeCode, litellm, otel, report)) {
      assertThat(usd(file, CLAUDE)).as(file).isEqualTo("0.054399");
    }
  }

  /// BerriAI/litellm issue 14849: 262,960 in, of which 257,955 from the cache, 1,744 out.
  @Test
  void aCacheHitOfGemini() {
    String litellm =
        """
        {"request_id":"r","startTime":"2026-05-01T12:00:00","prompt_tokens":262960,"completion_tokens":1744,\
        "metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":257955}}}}
        """;
    String openai =
        """
        {"object":"page","data":[{"object":"bucket","start_time":1730419200,"end_time":1730505600,"results":[\
        {"object":"organization.usage.completions.result","num_model_requests":1,\
        "input_tokens":262960,"input_cached_tokens":257955,"output_tokens":1744}]}]}
        """;
    String codex =
        """
        {"timestamp":"2026-04-01T08:00:00Z","type":"event_msg","payload":{"type":"token_count","info":\
        {"total_token_usage":{"input_tokens":262960,"cached_input_tokens":257955,"output_tokens":1744}}}}
        """;
    for (String file : List.of(litellm, openai, codex)) {
      assertThat(usd(file, GEMINI)).as(file).isEqualTo("0.184918125");
    }
  }
}
