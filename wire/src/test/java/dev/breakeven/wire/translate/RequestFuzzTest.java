package dev.breakeven.wire.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import org.junit.jupiter.api.Tag;

/// A request of any bytes is refused, or read, changed in the one place asked for, and translated
/// to one that says the same.
@Tag("fuzz")
final class RequestFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void aRequestIsRefusedOrSaysTheSameAfterwards(byte[] body) {
    for (Dialect dialect : Dialect.values()) {
      RequestBody request = new RequestBody(dialect, body);
      RequestFacts facts;
      try {
        facts = request.facts();
      } catch (BreakevenException refused) {
        assertThat(refused.what()).isNotEmpty();
        continue;
      }
      changed(dialect, request, facts);
      translated(dialect, body, facts);
    }
  }

  private static void changed(Dialect dialect, RequestBody request, RequestFacts facts) {
    RequestFacts renamed = request.withModel("o\"\\\u0000t").facts();
    assertThat(renamed.model()).isEqualTo("o\"\\\u0000t");
    assertThat(renamed.messages()).isEqualTo(facts.messages());
    assertThat(request.withDefaultMaxTokens("max_tokens", 7).facts().maxTokens())
        .hasValue(facts.maxTokens().orElse(7));
    if (dialect == Dialect.OPENAI) {
      RequestFacts counted = request.withUsageIncluded().facts();
      assertThat(counted.includeUsage()).isTrue();
      assertThat(counted.stream()).isEqualTo(facts.stream());
    }
  }

  private static void translated(Dialect dialect, byte[] body, RequestFacts facts) {
    byte[] other;
    try {
      other =
          dialect == Dialect.OPENAI
              ? OpenAiRequest.toAnthropic(body)
              : AnthropicRequest.toOpenAi(body, OpenAiTarget.COMPATIBLE);
    } catch (BreakevenException refused) {
      assertThat(refused.what()).isNotEmpty();
      return;
    }
    Dialect to = dialect == Dialect.OPENAI ? Dialect.ANTHROPIC : Dialect.OPENAI;
    RequestFacts read = new RequestBody(to, other).facts();
    assertThat(read.model()).isEqualTo(facts.model());
    assertThat(read.stream()).isEqualTo(facts.stream());
    assertThat(read.maxTokens()).isEqualTo(facts.maxTokens());
  }
}
