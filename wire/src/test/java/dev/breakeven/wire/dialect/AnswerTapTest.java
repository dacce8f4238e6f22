package dev.breakeven.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Metered.State;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.dialect.AnswerTap.Event;
import dev.breakeven.wire.sse.EventData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTapTest {
  private static AnswerFacts body(Dialect dialect, String body) {
    AnswerTap tap = AnswerTap.of(dialect);
    byte[] bytes = ("xx" + body + "yy").getBytes(UTF_8);
    tap.body(bytes, 2, bytes.length - 4);
    return tap.facts();
  }

  private static AnswerFacts stream(Dialect dialect, String... events) {
    AnswerTap tap = AnswerTap.of(dialect);
    for (String event : events) {
      byte[] bytes = ("data: " + event + "\n\n").getBytes(UTF_8);
      tap.event(EventData.of(bytes, 0, bytes.length));
    }
    return tap.facts();
  }

  private static Metered openAi(String usage) {
    return body(Dialect.OPENAI, "{\"id\":\"x\",\"usage\":" + usage + "}").metered();
  }

  private static Metered anthropic(String usage) {
    return body(Dialect.ANTHROPIC, "{\"id\":\"x\",\"usage\":" + usage + "}").metered();
  }

  @Test
  void readsAChatCompletion() {
    AnswerFacts facts =
        body(
            Dialect.OPENAI,
            """
            {"id":"chatcmpl-1","model":"gpt-x-0601","choices":[{"index":0,
             "message":{"role":"assistant","content":"hey"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":100,"completion_tokens":40,"total_tokens":140,
              "prompt_tokens_details":{"cached_tokens":60,"audio_tokens":0},
              "completion_tokens_details":{"reasoning_tokens":30}}}""");

    assertThat(facts)
        .isEqualTo(
            new AnswerFacts(
                "chatcmpl-1",
                "gpt-x-0601",
                "stop",
                Metered.reported(new Usage(40, 60, 0, 0, 10, 30)),
                true,
                "",
                1));
  }

  /// The six counts of a usage, or the word absent: input, read, 5 m, 1 h, output, reasoning.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt_tokens':0,'completion_tokens':0}|0 0 0 0 0 0",
        "{'prompt_tokens':7,'completion_tokens':2}|7 0 0 0 2 0",
        "{'prompt_tokens':7,'total_tokens':7}|7 0 0 0 0 0",
        "{'prompt_tokens':7,'total_tokens':9}|7 0 0 0 2 0",
        "{'input_tokens':9,'output_tokens':4,'input_tokens_details':{'cached_tokens':3},"
            + "'output_tokens_details':{'reasoning_tokens':1}}|6 3 0 0 3 1",
        "{'prompt_tokens':10,'completion_tokens':1,'prompt_tokens_details':{'cached_tokens':2,"
            + "'cache_write_tokens':3}}|5 2 3 0 1 0",
        "{'prompt_tokens':10,'completion_tokens':5,'total_tokens':35,"
            + "'completion_tokens_details':{'reasoning_tokens':20}}|10 0 0 0 5 20",
        "{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,"
            + "'completion_tokens_details':{'reasoning_tokens':20}}|absent",
        "{'prompt_tokens':10,'completion_tokens':5,'prompt_tokens_details':{'cached_tokens':11}}"
            + "|absent",
        "{'prompt_tokens':10}|absent",
        "{'completion_tokens':10}|absent",
        "{'prompt_tokens':-1,'completion_tokens':10}|absent",
        "{'prompt_tokens':null,'completion_tokens':null}|absent",
        "{'prompt_tokens':'7','completion_tokens':'2'}|absent",
        "{'prompt_tokens':99999999999999999999,'completion_tokens':2}|absent",
        "{}|absent",
        "null|absent",
        "[]|absent",
      })
  void openAiUsageBecomesDisjointClasses(String usage, String counts) {
    assertThat(counts(openAi(usage.replace('\'', '"')))).isEqualTo(counts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'input_tokens':0,'output_tokens':0}|0 0 0 0 0 0",
        "{'input_tokens':3,'output_tokens':9,'cache_creation_input_tokens':50,"
            + "'cache_read_input_tokens':20}|3 20 50 0 9 0",
        "{'input_tokens':3,'output_tokens':9,'cache_creation_input_tokens':50,"
            + "'cache_creation':{'ephemeral_5m_input_tokens':10,'ephemeral_1h_input_tokens':40}}"
            + "|3 0 10 40 9 0",
        "{'input_tokens':3,'output_tokens':9,'cache_creation':{'ephemeral_1h_input_tokens':40}}"
            + "|3 0 0 40 9 0",
        "{'input_tokens':3,'output_tokens':9,'output_tokens_details':{'thinking_tokens':4}}"
            + "|3 0 0 0 5 4",
        "{'input_tokens':3,'output_tokens':9,'output_tokens_details':{'thinking_tokens':10}}"
            + "|3 0 0 0 0 9",
        "{'input_tokens':3,'output_tokens':9,'cache_creation_input_tokens':null,"
            + "'cache_read_input_tokens':null,'cache_creation':null}|3 0 0 0 9 0",
        "{'input_tokens':3}|absent",
        "{'output_tokens':3}|absent",
        "null|absent",
      })
  void anthropicUsageIsDisjointAlready(String usage, String counts) {
    assertThat(counts(anthropic(usage.replace('\'', '"')))).isEqualTo(counts);
  }

  private static String counts(Metered metered) {
    Usage usage = metered.usage();
    return metered.state() == State.ABSENT
        ? "absent"
        : "%d %d %d %d %d %d"
            .formatted(
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output(),
                usage.reasoning());
  }

  @Test
  void serverToolsAreChargedByTheirOwnCount() {
    assertThat(
            anthropic(
                    "{\"input_tokens\":3,\"output_tokens\":9,"
                        + "\"server_tool_use\":{\"web_search_requests\":2}}")
                .charges())
        .isEqualTo(Map.of("web_search_requests", 2L));
  }

  private static final String CHUNK =
      "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"},"
          + "\"finish_reason\":null}],\"usage\":null}";
  private static final String LAST =
      "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},"
          + "\"finish_reason\":\"length\"}],\"usage\":null}";
  private static final String USAGE =
      "{\"id\":\"c\",\"model\":\"m\",\"choices\":[],"
          + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}";

  @Test
  void usageInAChunkWithoutChoicesIsReported() {
    AnswerFacts facts = stream(Dialect.OPENAI, CHUNK, CHUNK, LAST, USAGE, "[DONE]");

    assertThat(facts)
        .isEqualTo(
            new AnswerFacts("c", "m", "length", Metered.reported(Usage.of(5, 2)), true, "", 1));
    assertThat(stream(Dialect.OPENAI, CHUNK, LAST, USAGE).complete()).isTrue();
  }

  @Test
  void aStreamWithoutAReasonToEndWasCutAndItsUsageIsPartial() {
    String running =
        CHUNK.replace(
            "\"usage\":null", "\"usage\":{\"prompt_tokens\":5," + "\"completion_tokens\":1}");

    AnswerFacts cut = stream(Dialect.OPENAI, running, running);
    assertThat(cut.complete()).isFalse();
    assertThat(cut.metered()).isEqualTo(new Metered(State.PARTIAL, Usage.of(5, 1), Map.of()));
    assertThat(stream(Dialect.OPENAI, CHUNK, "[DONE]").complete()).isFalse();
    assertThat(stream(Dialect.OPENAI, CHUNK, LAST).metered()).isEqualTo(Metered.ABSENT);
    assertThat(stream(Dialect.OPENAI, running, LAST).metered().state()).isEqualTo(State.PARTIAL);
  }

  @Test
  void everyChoiceHasToEnd() {
    String other = LAST.replace("\"index\":0", "\"index\":1");

    assertThat(stream(Dialect.OPENAI, CHUNK, other, "[DONE]").complete()).isFalse();
    assertThat(stream(Dialect.OPENAI, CHUNK, other, LAST, "[DONE]").complete()).isTrue();
  }

  @Test
  void badChunksAndErrorsAreNoEndAndNoException() {
    assertThat(stream(Dialect.OPENAI, CHUNK, "{\"id\":", LAST).error()).contains("not JSON");
    assertThat(stream(Dialect.OPENAI, CHUNK, "{\"id\":", LAST).complete()).isFalse();
    assertThat(stream(Dialect.OPENAI, CHUNK, "{\"error\":{\"message\":\"boom\",\"code\":500}}"))
        .extracting(AnswerFacts::error, AnswerFacts::complete)
        .containsExactly("boom", false);
    assertThat(body(Dialect.OPENAI, "<html>").error()).contains("not JSON");
    assertThat(body(Dialect.OPENAI, "{\"error\":\"gone\"}").error()).isEqualTo("gone");
    assertThat(body(Dialect.OPENAI, "{\"error\":null,\"id\":\"i\"}").complete()).isTrue();
  }

  @Test
  void theResponsesApiIsMeteredToo() {
    AnswerFacts facts =
        stream(
            Dialect.OPENAI,
            "{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"m\","
                + "\"status\":\"in_progress\",\"usage\":null}}",
            "{\"type\":\"response.output_text.delta\",\"delta\":\"abc\"}",
            "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"model\":\"m\","
                + "\"usage\":{\"input_tokens\":8,\"output_tokens\":3,\"total_tokens\":11},"
                + "\"status\":\"completed\"}}");

    assertThat(facts)
        .isEqualTo(
            new AnswerFacts("r", "m", "completed", Metered.reported(Usage.of(8, 3)), true, "", 1));
  }

  private static final String START =
      "{\"type\":\"message_start\",\"message\":{\"id\":\"msg\",\"model\":\"c\",\"content\":[],"
          + "\"stop_reason\":null,\"usage\":{\"input_tokens\":25,\"cache_read_input_tokens\":7,"
          + "\"cache_creation_input_tokens\":9,\"cache_creation\":{\"ephemeral_5m_input_tokens\":4,"
          + "\"ephemeral_1h_input_tokens\":5},\"output_tokens\":1}}}";
  private static final String DELTA =
      "{\"type\":\"content_block_delta\",\"index\":0,"
          + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}";
  private static final String END =
      "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
          + "\"usage\":{\"output_tokens\":15}}";
  private static final String STOP = "{\"type\":\"message_stop\"}";

  @Test
  void sumsOfAnthropicReplaceWhatTheStartSaid() {
    assertThat(stream(Dialect.ANTHROPIC, START, "{\"type\":\"ping\"}", DELTA, END, STOP))
        .isEqualTo(
            new AnswerFacts(
                "msg",
                "c",
                "end_turn",
                Metered.reported(new Usage(25, 7, 4, 5, 15, 0)),
                true,
                "",
                1));
    String both = END.replace("\"output_tokens\":15", "\"input_tokens\":30,\"output_tokens\":16");
    assertThat(stream(Dialect.ANTHROPIC, START, both, STOP).metered().usage())
        .isEqualTo(new Usage(30, 7, 4, 5, 16, 0));
  }

  @Test
  void aCutMessageIsPartial() {
    AnswerFacts cut = stream(Dialect.ANTHROPIC, START, DELTA);

    assertThat(cut.complete()).isFalse();
    assertThat(cut.metered())
        .isEqualTo(new Metered(State.PARTIAL, new Usage(25, 7, 4, 5, 1, 0), Map.of()));
    assertThat(stream(Dialect.ANTHROPIC, START, END).complete()).isFalse();
    AnswerFacts failed =
        stream(
            Dialect.ANTHROPIC,
            START,
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}");
    assertThat(failed.error()).isEqualTo("busy");
    assertThat(failed.metered().state()).isEqualTo(State.PARTIAL);
  }

  @Test
  void readsAWholeMessage() {
    assertThat(
            body(
                Dialect.ANTHROPIC,
                """
                {"id":"msg_1","type":"message","model":"c-1","role":"assistant",
                 "content":[{"type":"text","text":"four"},
                  {"type":"tool_use","id":"t","name":"go","input":{"a":1}}],
                 "stop_reason":"tool_use","usage":{"input_tokens":2,"output_tokens":3}}"""))
        .isEqualTo(
            new AnswerFacts(
                "msg_1", "c-1", "tool_use", Metered.reported(Usage.of(2, 3)), true, "", 3));
  }

  private static List<AnswerTap.Event> kinds(Dialect dialect, String... events) {
    AnswerTap tap = AnswerTap.of(dialect);
    List<AnswerTap.Event> kinds = new ArrayList<>();
    for (String event : events) {
      byte[] bytes = event.getBytes(UTF_8);
      tap.event(new EventData(bytes, 0, bytes.length));
      kinds.add(tap.last());
    }
    return kinds;
  }

  @Test
  void saysWhatEachEventIs() {
    assertThat(kinds(Dialect.OPENAI, CHUNK, LAST, USAGE, "[DONE]", "{", "{\"error\":\"e\"}", CHUNK))
        .containsExactly(
            Event.CONTENT,
            Event.OTHER,
            Event.USAGE,
            Event.END,
            Event.MALFORMED,
            Event.ERROR,
            Event.CONTENT);
    assertThat(kinds(Dialect.ANTHROPIC, START, DELTA, END, STOP))
        .containsExactly(Event.OTHER, Event.CONTENT, Event.OTHER, Event.END);
    assertThat(
            kinds(
                Dialect.ANTHROPIC,
                "{\"type\":\"error\",\"error\":{\"message\":\"busy\"}}",
                "{\"type\":\"ping\"}"))
        .containsExactly(Event.ERROR, Event.OTHER);
  }

  @Test
  void theFirstErrorIsTheOneThatIsTold() {
    assertThat(stream(Dialect.OPENAI, "{\"error\":\"first\"}", "{", "{\"error\":\"x\"}").error())
        .isEqualTo("first");
  }
}
