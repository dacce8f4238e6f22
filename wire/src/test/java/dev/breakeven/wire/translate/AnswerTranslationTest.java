package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTranslationTest {
  @Test
  void aMessageBecomesACompletion() {
    byte[] body =
        Bodies.bytes(
            """
            {'id':'msg_1','type':'message','role':'assistant','model':'c-1','content':[
             {'type':'thinking','thinking':'hm','signature':'SIG'},
             {'type':'redacted_thinking','data':'R'},
             {'type':'text','text':'你'},{'type':'text','text':'好'},
             {'type':'tool_use','id':'toolu_1','name':'go','input':{'a':1.50}}],
             'stop_reason':'tool_use','stop_sequence':null,'usage':{'input_tokens':10,
              'cache_creation_input_tokens':5,'cache_read_input_tokens':20,'output_tokens':8}}""");

    assertThat(Bodies.json(AnthropicAnswer.toOpenAi(body, 1_800_000_000)))
        .isEqualTo(
            Bodies.json(
                """
                {'id':'msg_1','object':'chat.completion','created':1800000000,'model':'c-1',
                 'choices':[{'index':0,'logprobs':null,'finish_reason':'tool_calls','message':{
                  'role':'assistant','content':'你好','refusal':null,'reasoning_content':'hm',
                  'thinking_blocks':[{'type':'thinking','thinking':'hm','signature':'SIG'},
                   {'type':'redacted_thinking','data':'R'}],
                  'tool_calls':[{'id':'toolu_1','type':'function','function':{'name':'go',
                   'arguments':'{QaQ:1.50}'}}]}}],
                 'usage':{'prompt_tokens':35,'completion_tokens':8,'total_tokens':43,
                  'prompt_tokens_details':{'cached_tokens':20,'cache_write_tokens':5},
                  'completion_tokens_details':{'reasoning_tokens':0}}}"""
                    .replace("Q", "\\'")));
  }

  @Test
  void aCompletionBecomesAMessage() {
    byte[] body =
        Bodies.bytes(
            """
            {'id':'cc','object':'chat.completion','created':1,'model':'g-1','choices':[{'index':0,
             'finish_reason':'tool_calls','message':{'role':'assistant','content':'ok',
              'reasoning_content':'hm','tool_calls':[{'index':0,'id':'call_1','type':'function',
               'function':{'name':'go','arguments':'{QaQ: 1.50}'}}]}}],
             'usage':{'prompt_tokens':35,'completion_tokens':8,'total_tokens':43,
              'prompt_tokens_details':{'cached_tokens':20},
              'completion_tokens_details':{'reasoning_tokens':3}}}"""
                .replace("Q", "\\'"));

    assertThat(Bodies.json(OpenAiAnswer.toAnthropic(body)))
        .isEqualTo(
            Bodies.json(
                """
                {'id':'cc','type':'message','role':'assistant','model':'g-1','content':[
                 {'type':'thinking','thinking':'hm','signature':''},{'type':'text','text':'ok'},
                 {'type':'tool_use','id':'call_1','name':'go','input':{'a':1.50}}],
                 'stop_reason':'tool_use','stop_sequence':null,'usage':{'input_tokens':15,
                  'cache_creation_input_tokens':0,'cache_read_input_tokens':20,'output_tokens':8,
                  'output_tokens_details':{'thinking_tokens':3}}}"""));
  }

  @Test
  void absentUsageStaysAbsentAndEmptyTextsAreNoBlocks() {
    byte[] message =
        OpenAiAnswer.toAnthropic(
            Bodies.bytes(
                """
                {'id':'cc','model':'g','choices':[{'finish_reason':'stop',
                 'message':{'role':'assistant','content':''}}]}"""));
    byte[] completion =
        AnthropicAnswer.toOpenAi(
            Bodies.bytes("{'id':'m','model':'c','content':[],'stop_reason':'end_turn'}"), 0);

    assertThat(Bodies.json(message))
        .isEqualTo(
            Bodies.json(
                """
                {'id':'cc','type':'message','role':'assistant','model':'g','content':[],
                 'stop_reason':'end_turn','stop_sequence':null}"""));
    assertThat(new String(completion, UTF_8)).doesNotContain("usage").contains("\"content\":null");
  }

  @Test
  void signedThinkingOfAnUpstreamIsKeptAsItIs() {
    byte[] body =
        Bodies.bytes(
            """
            {'id':'cc','model':'g','choices':[{'finish_reason':'stop','message':{'content':'x',
             'reasoning_content':'hm','thinking_blocks':[
              {'type':'thinking','thinking':'hm','signature':'SIG'},
              {'type':'redacted_thinking','data':'R'}]}}]}""");

    assertThat(Bodies.json(OpenAiAnswer.toAnthropic(body)))
        .isEqualTo(
            Bodies.json(
                """
                {'id':'cc','type':'message','role':'assistant','model':'g','content':[
                 {'type':'thinking','thinking':'hm','signature':'SIG'},
                 {'type':'redacted_thinking','data':'R'},{'type':'text','text':'x'}],
                 'stop_reason':'end_turn','stop_sequence':null}"""));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop",
    "stop_sequence, stop",
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "tool_use, tool_calls",
    "refusal, content_filter",
  })
  void reasonsToStopOfAnthropic(String anthropic, String openAi) {
    assertThat(Finish.toOpenAi(anthropic)).contains(openAi);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, false, end_turn",
    "stop, true, tool_use",
    "length, true, max_tokens",
    "tool_calls, true, tool_use",
    "function_call, true, tool_use",
    "content_filter, false, refusal",
  })
  void reasonsToStopOfOpenAi(String openAi, boolean tools, String anthropic) {
    assertThat(Finish.toAnthropic(openAi, tools)).contains(anthropic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'id':'m','model':'c','content':[],'stop_reason':'pause_turn'}|stop_reason",
        "{'id':'m','model':'c','content':[],'stop_reason':null}|stop_reason",
        "{'id':'m','model':'c','content':[{'type':'server_tool_use'}],'stop_reason':'end_turn'}"
            + "|content[0].type",
        "{'model':'c','content':[],'stop_reason':'end_turn'}|id",
        "{'type':'error'}|stop_reason",
      })
  void messagesThatCannotBeToldAreErrorsOfTheUpstream(String body, String field) {
    assertThatThrownBy(() -> AnthropicAnswer.toOpenAi(Bodies.bytes(body), 0))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ANSWER_INVALID);
              assertThat(e.where()).isEqualTo(field);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'id':'m','model':'g','choices':[]}|choices",
        "{'id':'m','model':'g','choices':[{'message':{},'finish_reason':'eos'}]}"
            + "|choices[0].finish_reason",
        "{'id':'m','model':'g','choices':[{'message':{},'finish_reason':null}]}"
            + "|choices[0].finish_reason",
        "{'id':'m','model':'g','choices':[{'finish_reason':'tool_calls','message':{'tool_calls':"
            + "[{'id':'a','function':{'name':'f','arguments':'{broken'}}]}}]}"
            + "|choices[0].message.tool_calls[0].function.arguments",
      })
  void completionsThatCannotBeToldAreErrorsOfTheUpstream(String body, String field) {
    assertThatThrownBy(() -> OpenAiAnswer.toAnthropic(Bodies.bytes(body)))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ANSWER_INVALID);
              assertThat(e.where()).isEqualTo(field);
            });
  }
}
