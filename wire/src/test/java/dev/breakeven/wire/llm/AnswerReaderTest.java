package dev.breakeven.wire.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.llm.AnswerReader.Event;
import org.junit.jupiter.api.Test;

/// Usage of both dialects in disjoint classes, and what each event of a stream is.
class AnswerReaderTest {
  private static Event event(AnswerReader reader, String data) {
    byte[] bytes = ("x" + data + "y").getBytes(UTF_8);
    return reader.event(bytes, 1, bytes.length - 1);
  }

  private static AnswerReader body(Dialect dialect, String body) {
    AnswerReader reader = dialect.reader();
    assertThat(reader.body(body.getBytes(UTF_8))).isTrue();
    assertThat(reader.usageIsFinal()).isEqualTo(reader.usage().isPresent());
    return reader;
  }

  private static void assertOpenAi(String usage, Usage expected) {
    assertThat(body(Dialect.OPENAI, "{\"choices\":[],\"usage\":" + usage + "}").usage())
        .contains(expected);
  }

  @Test
  void openAiUsageIsTakenApart() {
    assertOpenAi(
        "{\"prompt_tokens\":100,\"completion_tokens\":50,\"total_tokens\":150,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":30,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":20}}",
        new Usage(70, 30, 0, 0, 30, 20));
    assertOpenAi("{\"prompt_tokens\":8,\"total_tokens\":8}", new Usage(8, 0, 0, 0, 0, 0));
    assertOpenAi("{\"prompt_tokens\":0,\"completion_tokens\":0}", Usage.NONE);
    // reasoning beside the completion, as the total shows
    assertOpenAi(
        "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":35,"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":20}}",
        new Usage(10, 0, 0, 0, 5, 20));
    assertOpenAi(
        "{\"prompt_tokens\":100,\"completion_tokens\":5,\"prompt_cache_hit_tokens\":64}",
        new Usage(36, 64, 0, 0, 5, 0));
  }

  @Test
  void absentUsageIsNotZero() {
    assertThat(body(Dialect.OPENAI, "{\"choices\":[],\"usage\":null}").usage()).isEmpty();
    assertThat(body(Dialect.OPENAI, "{\"choices\":[]}").usage()).isEmpty();
    assertThat(body(Dialect.OPENAI, "{\"usage\":{\"prompt_tokens\":-5}}").usage()).isEmpty();
    assertThat(body(Dialect.OPENAI, "{\"usage\":{\"prompt_tokens\":\"5\"}}").usage()).isEmpty();
    assertThat(body(Dialect.ANTHROPIC, "{\"content\":[]}").usage()).isEmpty();
  }

  @Test
  void anOpenAiStreamTellsWhatEachEventIs() {
    AnswerReader reader = Dialect.OPENAI.reader();

    assertThat(
            event(reader, "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"))
        .isEqualTo(Event.OTHER);
    assertThat(event(reader, "{\"choices\":[{\"delta\":{\"content\":\"hey\"}}]}"))
        .isEqualTo(Event.CONTENT);
    assertThat(event(reader, "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}"))
        .isEqualTo(Event.CONTENT);
    assertThat(
            event(
                reader,
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"{\"}}]}}]}"))
        .isEqualTo(Event.CONTENT);
    assertThat(event(reader, "{\"choices\":[{\"text\":\"old\"}]}")).isEqualTo(Event.CONTENT);
    assertThat(event(reader, "{\"choices\":[],\"prompt_filter_results\":[]}"))
        .isEqualTo(Event.OTHER);
    assertThat(reader.generatedBytes()).isEqualTo(3 + 2 + 1 + 3);
    assertThat(reader.usage()).isEmpty();
    assertThat(
            event(
                reader,
                "{\"model\":\"m\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"))
        .isEqualTo(Event.OTHER);
    assertThat(
            event(
                reader, "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"))
        .isEqualTo(Event.USAGE);
    assertThat(event(reader, "[DONE]")).isEqualTo(Event.END);
    assertThat(reader.usage()).contains(Usage.of(3, 2));
    assertThat(reader.usageIsFinal()).isTrue();
    assertThat(reader.finish()).isEqualTo("stop");
    assertThat(reader.model()).isEqualTo("m");
    assertThat(event(reader, "{\"error\":{\"message\":\"m\"}}")).isEqualTo(Event.ERROR);
    assertThat(event(reader, "{\"choices\":[{\"del")).isEqualTo(Event.MALFORMED);
    assertThat(event(reader, "hello")).isEqualTo(Event.MALFORMED);
  }

  @Test
  void anAnthropicStreamCountsFromItsBeginning() {
    AnswerReader reader = Dialect.ANTHROPIC.reader();

    assertThat(
            event(
                reader,
                "{\"type\":\"message_start\",\"message\":{\"model\":\"c\",\"stop_reason\":null,"
                    + "\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":20,"
                    + "\"cache_creation_input_tokens\":70,\"cache_creation\":"
                    + "{\"ephemeral_5m_input_tokens\":30,\"ephemeral_1h_input_tokens\":40},"
                    + "\"output_tokens\":1}}}"))
        .isEqualTo(Event.OTHER);
    assertThat(reader.usage()).contains(new Usage(10, 20, 30, 40, 1, 0));
    assertThat(reader.usageIsFinal()).isFalse();
    assertThat(event(reader, "{\"type\":\"ping\"}")).isEqualTo(Event.OTHER);
    assertThat(
            event(
                reader,
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"hey\"}}"))
        .isEqualTo(Event.CONTENT);
    assertThat(
            event(
                reader,
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}"))
        .isEqualTo(Event.CONTENT);
    assertThat(reader.generatedBytes()).isEqualTo(5);
    assertThat(
            event(
                reader,
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                    + "\"usage\":{\"output_tokens\":9}}"))
        .isEqualTo(Event.OTHER);
    assertThat(event(reader, "{\"type\":\"message_stop\"}")).isEqualTo(Event.END);
    assertThat(reader.usage()).contains(new Usage(10, 20, 30, 40, 9, 0));
    assertThat(reader.usageIsFinal()).isTrue();
    assertThat(reader.finish()).isEqualTo("end_turn");
    assertThat(event(reader, "{\"type\":\"error\",\"error\":{}}")).isEqualTo(Event.ERROR);
    assertThat(event(reader, "{}")).isEqualTo(Event.MALFORMED);
  }

  @Test
  void aPlainAnthropicAnswerHasItsWritesInTheShorterClassUnlessItSaysMore() {
    assertThat(
            body(
                    Dialect.ANTHROPIC,
                    "{\"content\":[{\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"usage\":"
                        + "{\"input_tokens\":1,\"cache_creation_input_tokens\":7,\"output_tokens\":2}}")
                .usage())
        .contains(new Usage(1, 0, 7, 0, 2, 0));
  }
}
