package dev.breakeven.wire.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.dialect.AnswerFacts;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import org.junit.jupiter.api.Tag;

/// An answer of any bytes is metered, and translated to one that is metered the same, or is an
/// error that the client can read.
@Tag("fuzz")
final class AnswerFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anAnswerIsMeteredAndTranslatedOrAnError(byte[] body) {
    for (Dialect from : Dialect.values()) {
      Dialect to = from == Dialect.OPENAI ? Dialect.ANTHROPIC : Dialect.OPENAI;
      AnswerFacts facts = facts(from, body);
      try {
        byte[] other =
            from == Dialect.OPENAI
                ? OpenAiAnswer.toAnthropic(body)
                : AnthropicAnswer.toOpenAi(body, Bodies.CREATED);
        assertThat(facts(to, other).error()).isEmpty();
      } catch (BreakevenException e) {
        assertThat(e.what()).isNotEmpty();
      } catch (ArithmeticException countsThatNoSumHolds) {
        // the gateway answers 500
      }
      ErrorBody error = ErrorBody.ofUpstream(500, body, "r");
      Json.read(Side.ANSWER, error.bytes(to));
      Json.read(Side.ANSWER, ErrorBody.ofStream(body, "r").bytes(to));
    }
  }

  private static AnswerFacts facts(Dialect dialect, byte[] body) {
    AnswerTap tap = AnswerTap.of(dialect);
    tap.body(body, 0, body.length);
    return tap.facts();
  }
}
