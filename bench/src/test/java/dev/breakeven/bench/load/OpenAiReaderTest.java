package dev.breakeven.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.load.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiReaderTest {
  private final OpenAiReader reader = new OpenAiReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"text\":\" a\",\"index\":0}]}",
        "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}",
        "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"{\"}}]}}]}"
      })
  void textOfAnyKindIsContent(String chunk) {
    assertThat(reader.read(chunk).content()).isTrue();
    assertThat(reader.read(chunk).last()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}",
        "{\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}]}"
      })
  void rolesAndEndsAreNone(String chunk) {
    assertThat(reader.read(chunk).content()).isFalse();
    assertThat(reader.read(chunk).error()).isEmpty();
  }

  @Test
  void readsReportedTokens() {
    Frame usage =
        reader.read(
            """
            {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46,
            "prompt_tokens_details":{"cached_tokens":3}}}""");

    assertThat(usage.promptTokens()).hasValue(12);
    assertThat(usage.outputTokens()).hasValue(34);
    assertThat(usage.content()).isFalse();
  }

  @Test
  void tellsTheEndAndErrors() {
    assertThat(reader.read("[DONE]")).isEqualTo(Frame.END);
    assertThat(reader.read("{\"error\":{\"code\":500,\"message\":\"no slot\"}}").error())
        .hasValue("no slot");
    assertThat(reader.read("{\"error\":{\"code\":500}}").error()).isPresent();
    assertThat(reader.read("<html>").error()).hasValue("no JSON: <html>");
    assertThat(reader.read("{\"choices\":[{\"te").error()).isPresent();
  }
}
