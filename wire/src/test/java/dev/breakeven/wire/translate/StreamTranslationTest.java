package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTranslationTest {
  private static final String MESSAGE =
      """
      {'type':'message_start','message':{'id':'m','model':'c','usage':{'input_tokens':4,\
      'cache_read_input_tokens':6,'output_tokens':1}}}
      {'type':'ping'}
      {'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':''}}
      {'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}
      {'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'S'}}
      {'type':'content_block_stop','index':0}
      {'type':'content_block_start','index':1,'content_block':{'type':'redacted_thinking','data':'R'}}
      {'type':'content_block_stop','index':1}
      {'type':'content_block_start','index':2,'content_block':{'type':'text','text':''}}
      {'type':'content_block_delta','index':2,'delta':{'type':'text_delta','text':'你😀'}}
      {'type':'content_block_stop','index':2}
      {'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'a',\
      'name':'go','input':{}}}
      {'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta','partial_json':''}}
      {'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta','partial_json':'[1'}}
      {'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta','partial_json':']'}}
      {'type':'content_block_stop','index':3}
      {'type':'content_block_start','index':4,'content_block':{'type':'tool_use','id':'b',\
      'name':'up','input':{}}}
      {'type':'content_block_stop','index':4}
      {'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},\
      'usage':{'output_tokens':9}}
      {'type':'message_stop'}
      """;

  private static String chunk(String delta, String finish) {
    return "{'id':'m','object':'chat.completion.chunk','created':1800000000,'model':'c','choices':["
        + "{'index':0,'delta':%s,'finish_reason':%s}]}\n".formatted(delta, finish);
  }

  private static final String CHUNKS =
      chunk("{'role':'assistant','content':'','refusal':null}", "null")
          + ": ping\n"
          + chunk("{'reasoning_content':'hm'}", "null")
          + chunk("{'thinking_blocks':[{'type':'thinking','thinking':'','signature':'S'}]}", "null")
          + chunk("{'thinking_blocks':[{'type':'redacted_thinking','data':'R'}]}", "null")
          + chunk("{'content':'你😀'}", "null")
          + chunk(
              "{'tool_calls':[{'index':0,'id':'a','type':'function',"
                  + "'function':{'name':'go','arguments':''}}]}",
              "null")
          + chunk("{'tool_calls':[{'index':0,'function':{'arguments':'[1'}}]}", "null")
          + chunk("{'tool_calls':[{'index':0,'function':{'arguments':']'}}]}", "null")
          + chunk(
              "{'tool_calls':[{'index':1,'id':'b','type':'function',"
                  + "'function':{'name':'up','arguments':''}}]}",
              "null")
          + chunk("{}", "'tool_calls'");

  private static final String USAGE_CHUNK =
      "{'id':'m','object':'chat.completion.chunk','created':1800000000,'model':'c','choices':[],"
          + "'usage':{'prompt_tokens':10,'completion_tokens':9,'total_tokens':19,"
          + "'prompt_tokens_details':{'cached_tokens':6},"
          + "'completion_tokens_details':{'reasoning_tokens':0}}}\n";

  @Test
  void aMessageStreamsAsChunks() {
    assertThat(Bodies.data(Bodies.toOpenAi(true, MESSAGE)))
        .isEqualTo(CHUNKS + USAGE_CHUNK + "[DONE]\n");
    assertThat(Bodies.data(Bodies.toOpenAi(false, MESSAGE))).isEqualTo(CHUNKS + "[DONE]\n");
  }

  /// The chunks that we write ourselves, as an upstream's: both translations in a row.
  @Test
  void chunksStreamAsTheMessageTheyCameFrom() {
    String chunks = CHUNKS + USAGE_CHUNK + "[DONE]";

    assertThat(Bodies.data(Bodies.toAnthropic(chunks)))
        .isEqualTo(
            """
            : ping
            {'type':'message_start','message':{'id':'m','type':'message','role':'assistant',\
            'model':'c','content':[],'stop_reason':null,'stop_sequence':null,\
            'usage':{'input_tokens':0,'output_tokens':0}}}
            {'type':'content_block_start','index':0,'content_block':{'type':'thinking',\
            'thinking':'','signature':''}}
            {'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}
            {'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'S'}}
            {'type':'content_block_stop','index':0}
            {'type':'content_block_start','index':1,'content_block':{'type':'redacted_thinking',\
            'data':'R'}}
            {'type':'content_block_stop','index':1}
            {'type':'content_block_start','index':2,'content_block':{'type':'text','text':''}}
            {'type':'content_block_delta','index':2,'delta':{'type':'text_delta','text':'你😀'}}
            {'type':'content_block_stop','index':2}
            {'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'a',\
            'name':'go','input':{}}}
            {'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta',\
            'partial_json':'[1'}}
            {'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta',\
            'partial_json':']'}}
            {'type':'content_block_stop','index':3}
            {'type':'content_block_start','index':4,'content_block':{'type':'tool_use','id':'b',\
            'name':'up','input':{}}}
            {'type':'content_block_stop','index':4}
            {'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},\
            'usage':{'input_tokens':4,'cache_creation_input_tokens':0,'cache_read_input_tokens':6,\
            'output_tokens':9,'output_tokens_details':{'thinking_tokens':0}}}
            {'type':'message_stop'}
            """
                .replaceFirst("(?s)(: ping\n)(.*?\n)", "$2$1"));
  }

  @Test
  void everyEventOfAnthropicSaysItsName() {
    String events = Bodies.toAnthropic(CHUNKS + USAGE_CHUNK + "[DONE]");

    assertThat(events.lines().filter(line -> line.startsWith("event: ")).distinct())
        .containsExactly(
            "event: message_start",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: message_delta",
            "event: message_stop");
  }

  @Test
  void aStreamThatSaysWhyItEndedNeedsNoDone() {
    assertThat(Bodies.toAnthropic(CHUNKS)).contains("message_stop").doesNotContain("error");
    assertThat(Bodies.toAnthropic(CHUNKS)).contains("\"stop_sequence\":null}}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 9})
  void aCutStreamNeverEndsAsIfItWereWhole(int lines) {
    String chunks = String.join("\n", CHUNKS.lines().limit(lines).toList());
    String message = String.join("\n", MESSAGE.lines().limit(lines).toList());

    assertThat(Bodies.toAnthropic(chunks))
        .contains("event: error\n")
        .contains("\"request_id\":\"req-1\"")
        .doesNotContain("message_stop");
    assertThat(Bodies.toAnthropic(chunks + "\n[DONE]"))
        .contains("event: error\n")
        .doesNotContain("message_stop");
    assertThat(Bodies.toOpenAi(true, message))
        .contains("data: {\"error\":{\"message\":\"the upstream ended its stream early")
        .doesNotContain("[DONE]");
  }

  @Test
  void errorsInTheStreamStayErrorsOfTheirKind() {
    String start = MESSAGE.lines().findFirst().orElseThrow() + "\n";

    assertThat(
            Bodies.data(
                Bodies.toOpenAi(
                    true,
                    start
                        + "{'type':'error','error':{'type':'rate_limit_error','message':'slow'}}\n"
                        + "{'type':'message_stop'}")))
        .endsWith(
            "{'error':{'message':'slow','type':'rate_limit_error','param':null,'code':null},"
                + "'request_id':'req-1'}\n");
    assertThat(
            Bodies.data(
                Bodies.toAnthropic(
                    CHUNKS.lines().findFirst().orElseThrow()
                        + "\n{'error':{'message':'down','type':'server_error','code':500}}\n[DONE]")))
        .endsWith(
            "{'type':'error','error':{'type':'api_error','message':'down'},"
                + "'request_id':'req-1'}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':",
        "{'choices':[{'index':1,'delta':{}}]}",
        "{'choices':[{'index':0,'delta':{'content':7}}]}",
        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':99999999999}]}}]}",
        "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'x'}]}}]}",
      })
  void badChunksEndTheStreamWithAnError(String bad) {
    String out = Bodies.toAnthropic(CHUNKS.lines().findFirst().orElseThrow() + "\n" + bad);

    assertThat(out).contains("event: error").doesNotContain("message_stop");
    assertThat(out.split("event: error", -1)).hasSize(2);
  }

  @Test
  void callsThatShareAnIndexAreToldApartByTheirIds() {
    String call =
        "{'id':'m','model':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,"
            + "'id':'%s','function':{'name':'f','arguments':'{}'}}]}}]}\n";
    String end = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}\n";
    String out = Bodies.toAnthropic(call.formatted("a") + call.formatted("b") + end);

    assertThat(out)
        .contains("\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\"")
        .contains("\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"b\"")
        .contains("\"stop_reason\":\"tool_use\"");
  }

  @Test
  void everySplitOfTheBytesGivesTheSameStream() {
    byte[] stream =
        MESSAGE
            .replace('\'', '"')
            .lines()
            .map(line -> "data: " + line + "\r\n\r\n")
            .reduce("", String::concat)
            .getBytes(UTF_8);
    String whole = split(stream, stream.length);

    assertThat(whole).endsWith("data: [DONE]\n\n");
    for (int at = 0; at < stream.length; at++) {
      assertThat(split(stream, at)).as("split at %d", at).isEqualTo(whole);
    }
  }

  private static String split(byte[] stream, int at) {
    StringBuilder out = new StringBuilder();
    AnthropicStream translation =
        new AnthropicStream(
            AnswerTap.of(Dialect.ANTHROPIC),
            0,
            true,
            "r",
            bytes -> out.append(new String(bytes, UTF_8)));
    Bodies.feed(
        translation, Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, at, stream.length));
    return out.toString();
  }
}
