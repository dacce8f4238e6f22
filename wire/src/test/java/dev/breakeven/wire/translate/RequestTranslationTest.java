package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTranslationTest {
  private static void anthropicIs(String openAi, String anthropic) {
    assertThat(Bodies.json(OpenAiRequest.toAnthropic(Bodies.bytes(openAi))))
        .isEqualTo(Bodies.json(anthropic));
  }

  private static void openAiIs(String anthropic, OpenAiTarget target, String openAi) {
    assertThat(Bodies.json(AnthropicRequest.toOpenAi(Bodies.bytes(anthropic), target)))
        .isEqualTo(Bodies.json(openAi));
  }

  @Test
  void aChatOfOpenAiIsAMessageOfAnthropic() {
    anthropicIs(
        """
        {'model':'c','max_completion_tokens':50,'temperature':0.50,'top_p':0.9,'stop':'END',
         'stream':true,'stream_options':{'include_usage':true},'user':'u','n':1,
         'reasoning_effort':'high','service_tier':'default','seed':null,'store':false,
         'messages':[{'role':'developer','content':'Be brief.'},
          {'role':'system','content':[{'type':'text','text':'Long.',
           'cache_control':{'type':'ephemeral'}}]},
          {'role':'user','content':[{'type':'text','text':'看'},{'type':'text','text':''},
           {'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'low'}},
           {'type':'image_url','image_url':{'url':'https://a.example/i.png'}},
           {'type':'file','file':{'filename':'a.pdf',
            'file_data':'data:application/pdf;base64,QUJD'}}]}]}""",
        """
        {'model':'c','max_tokens':50,'temperature':0.50,'top_p':0.9,'stop_sequences':['END'],
         'stream':true,'metadata':{'user_id':'u'},'output_config':{'effort':'high'},
         'service_tier':'standard_only',
         'system':[{'type':'text','text':'Be brief.'},{'type':'text','text':'Long.',
          'cache_control':{'type':'ephemeral'}}],
         'messages':[{'role':'user','content':[{'type':'text','text':'看'},
          {'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}},
          {'type':'image','source':{'type':'url','url':'https://a.example/i.png'}},
          {'type':'document','title':'a.pdf',
           'source':{'type':'base64','media_type':'application/pdf','data':'QUJD'}}]}]}""");
  }

  @Test
  void toolsAndTheirResultsKeepTheirIdsAndOrder() {
    anthropicIs(
        """
        {'model':'c','max_tokens':5,'parallel_tool_calls':false,
         'tool_choice':{'type':'function','function':{'name':'go'}},
         'tools':[{'type':'function','function':{'name':'go','description':'d','strict':true,
           'parameters':{'type':'object','properties':{'n':{'type':'number','minimum':1.50}}}}},
          {'type':'function','function':{'name':'none'}}],
         'messages':[{'role':'user','content':'q'},
          {'role':'assistant','content':null,'tool_calls':[
           {'id':'a','type':'function','function':{'name':'go','arguments':'{\\'n\\':1e3}'}},
           {'id':'b','type':'function','function':{'name':'none','arguments':''}}]},
          {'role':'tool','tool_call_id':'a','content':'1'},
          {'role':'tool','tool_call_id':'b','content':''},
          {'role':'user','content':'and?'}]}"""
            .replace("\\'", "\\\""),
        """
        {'model':'c','max_tokens':5,
         'tool_choice':{'type':'tool','name':'go','disable_parallel_tool_use':true},
         'tools':[{'name':'go','description':'d','strict':true,
           'input_schema':{'type':'object','properties':{'n':{'type':'number','minimum':1.50}}}},
          {'name':'none','input_schema':{'type':'object','properties':{}}}],
         'messages':[{'role':'user','content':[{'type':'text','text':'q'}]},
          {'role':'assistant','content':[
           {'type':'tool_use','id':'a','name':'go','input':{'n':1e3}},
           {'type':'tool_use','id':'b','name':'none','input':{}}]},
          {'role':'user','content':[
           {'type':'tool_result','tool_use_id':'a','content':[{'type':'text','text':'1'}]},
           {'type':'tool_result','tool_use_id':'b'}]},
          {'role':'user','content':[{'type':'text','text':'and?'}]}]}""");
  }

  @Test
  void thinkingIsGivenBackFirstAndWithItsSignature() {
    anthropicIs(
        """
        {'model':'c','max_tokens':5,'thinking':{'type':'enabled','budget_tokens':2048},
         'messages':[{'role':'assistant','content':'x','reasoning_content':'h',
          'thinking_blocks':[{'type':'thinking','thinking':'h','signature':'S'},
           {'type':'redacted_thinking','data':'R'}]},
          {'role':'assistant','content':'y','reasoning_content':'unsigned'}]}""",
        """
        {'model':'c','max_tokens':5,'thinking':{'type':'enabled','budget_tokens':2048},
         'messages':[{'role':'assistant','content':[
          {'type':'thinking','thinking':'h','signature':'S'},
          {'type':'redacted_thinking','data':'R'},{'type':'text','text':'x'}]},
          {'role':'assistant','content':[{'type':'text','text':'y'}]}]}""");
  }

  @Test
  void aSchemaForTheAnswerIsKept() {
    anthropicIs(
        """
        {'model':'c','max_tokens':5,'messages':[],'response_format':{'type':'json_schema',
         'json_schema':{'name':'n','strict':true,'schema':{'type':'object','const':1.0}}}}""",
        """
        {'model':'c','max_tokens':5,'messages':[],'output_config':{'format':{
         'type':'json_schema','schema':{'type':'object','const':1.0}}}}""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'tool_choice':'auto'|,'tool_choice':{'type':'auto'}",
        "'tool_choice':'none','parallel_tool_calls':false|,'tool_choice':{'type':'none'}",
        "'tool_choice':'required'|,'tool_choice':{'type':'any'}",
        "'parallel_tool_calls':true|~~",
        "'parallel_tool_calls':false"
            + "|,'tool_choice':{'type':'auto','disable_parallel_tool_use':true}",
      })
  void choicesOfToolsKeepTheirMeaning(String openAi, String anthropic) {
    anthropicIs(
        "{'model':'m','max_tokens':1,'messages':[],"
            + "'tools':[{'type':'function','function':{'name':'f'}}],"
            + openAi
            + "}",
        "{'model':'m','max_tokens':1,'messages':[],'tools':[{'name':'f',"
            + "'input_schema':{'type':'object','properties':{}}}]"
            + anthropic
            + "}");
  }

  @Test
  void aMessageOfAnthropicIsAChatOfOpenAi() {
    openAiIs(
        """
        {'model':'g','max_tokens':9,'system':'S','stop_sequences':['a','b'],'stream':true,
         'metadata':{'user_id':'u'},'thinking':{'type':'enabled','budget_tokens':8000},
         'cache_control':{'type':'ephemeral'},'tool_choice':{'type':'any',
          'disable_parallel_tool_use':true},
         'tools':[{'name':'go','input_schema':{'type':'object'},
          'cache_control':{'type':'ephemeral','ttl':'1h'}}],
         'messages':[{'role':'user','content':[{'type':'text','text':'q',
            'cache_control':{'type':'ephemeral'}},
           {'type':'image','source':{'type':'base64','media_type':'image/gif','data':'Aw=='}}]},
          {'role':'assistant','content':[{'type':'thinking','thinking':'h','signature':'S'},
           {'type':'text','text':'t'},{'type':'tool_use','id':'i','name':'go','input':{'a':[1]}}]},
          {'role':'user','content':[
           {'type':'tool_result','tool_use_id':'i','content':'r','is_error':true},
           {'type':'text','text':'go on'}]}]}""",
        OpenAiTarget.OPENAI,
        """
        {'model':'g','max_completion_tokens':9,'stop':['a','b'],'stream':true,
         'stream_options':{'include_usage':true},'user':'u','reasoning_effort':'medium',
         'tool_choice':'required','parallel_tool_calls':false,
         'tools':[{'type':'function','function':{'name':'go','parameters':{'type':'object'}}}],
         'messages':[{'role':'system','content':'S'},
          {'role':'user','content':[{'type':'text','text':'q'},
           {'type':'image_url','image_url':{'url':'data:image/gif;base64,Aw=='}}]},
          {'role':'assistant','content':'t','tool_calls':[{'id':'i','type':'function',
           'function':{'name':'go','arguments':'{\\'a\\':[1]}'}}]},
          {'role':'tool','tool_call_id':'i','content':[{'type':'text','text':'Error:'},
           {'type':'text','text':'r'}]},
          {'role':'user','content':'go on'}]}"""
            .replace("\\'", "\\\""));
  }

  @Test
  void onlyAnUpstreamThatPassesThinkingOnGetsIt() {
    String anthropic =
        """
        {'model':'g','max_tokens':9,'messages':[{'role':'assistant','content':[
         {'type':'thinking','thinking':'h','signature':'S'},{'type':'redacted_thinking','data':'R'},
         {'type':'text','text':'t'}]}]}""";

    openAiIs(
        anthropic,
        OpenAiTarget.COMPATIBLE,
        "{'model':'g','max_tokens':9,'messages':[{'role':'assistant','content':'t'}]}");
    openAiIs(
        anthropic,
        new OpenAiTarget("max_tokens", true, true),
        """
        {'model':'g','max_tokens':9,'messages':[{'role':'assistant','content':'t',
         'thinking_blocks':[{'type':'thinking','thinking':'h','signature':'S'},
          {'type':'redacted_thinking','data':'R'}]}]}""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'n':2|n",
        "'seed':7|seed",
        "'logprobs':true|logprobs",
        "'top_logprobs':2|top_logprobs",
        "'frequency_penalty':0.1|frequency_penalty",
        "'presence_penalty':-1|presence_penalty",
        "'logit_bias':{'5':1}|logit_bias",
        "'modalities':['text','audio']|modalities",
        "'audio':{'voice':'a'}|audio",
        "'functions':[]|functions",
        "'function_call':'auto'|function_call",
        "'store':true|store",
        "'verbosity':'low'|verbosity",
        "'web_search_options':{}|web_search_options",
        "'temperature':1.2|temperature",
        "'service_tier':'flex'|service_tier",
        "'reasoning_effort':'ultra'|reasoning_effort",
        "'response_format':{'type':'json_object'}|response_format.type",
        "'tool_choice':'always'|tool_choice",
        "'tools':[{'type':'custom','custom':{}}]|tools[0].type",
        "'some_new_field':1|some_new_field",
        "'messages':[{'role':'user','content':[{'type':'input_audio'}]}]"
            + "|messages[0].content[0].type",
        "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]"
            + "|messages[0].content[0].file.file_id",
        "'messages':[{'role':'user','name':'bob','content':'a'}]|messages[0].name",
        "'messages':[{'role':'function','content':'a'}]|messages[0].role",
        "'messages':[{'role':'assistant','audio':{'id':'a'}}]|messages[0].audio",
      })
  void openAiFieldsWithoutCounterpartAreRefusedByName(String field, String name) {
    String messages = field.startsWith("'messages'") ? "" : "'messages':[],";
    byte[] body = Bodies.bytes("{'model':'m','max_tokens':1," + messages + field + "}");

    assertThatThrownBy(() -> OpenAiRequest.toAnthropic(body))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_UNTRANSLATABLE);
              assertThat(e.where()).isEqualTo(name);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'top_k':5|top_k",
        "'container':'c'|container",
        "'inference_geo':'us'|inference_geo",
        "'mcp_servers':[{}]|mcp_servers",
        "'max_tokens':0|max_tokens",
        "'stop_sequences':['1','2','3','4','5']|stop_sequences",
        "'tools':[{'type':'web_search_20250305','name':'web_search'}]|tools[0].type",
        "'tools':[{'name':'a','input_schema':{},'defer_loading':true}]|tools[0].defer_loading",
        "'metadata':{'other':'x'}|metadata.other",
        "'thinking':{'type':'new'}|thinking.type",
        "'output_config':{'task_budget':{}}|output_config.task_budget",
        "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'file',"
            + "'file_id':'f'}}]}]|messages[0].content[0].source.type",
        "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'text'}}]}]"
            + "|messages[0].content[0].source.type",
        "'messages':[{'role':'user','content':[{'type':'text','text':'a','citations':[]}]}]"
            + "|messages[0].content[0].citations",
        "'messages':[{'role':'user','content':[{'type':'text','text':'a'},"
            + "{'type':'tool_result','tool_use_id':'i'}]}]|messages[0].content[1].type",
        "'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'i',"
            + "'content':[{'type':'image'}]}]}]|messages[0].content[0].content[0].type",
        "'messages':[{'role':'system','content':'s'}]|messages[0].role",
      })
  void anthropicFieldsWithoutCounterpartAreRefusedByName(String field, String name) {
    String messages = field.startsWith("'messages'") ? "" : "'messages':[],";
    String limit = field.startsWith("'max_tokens'") ? "" : "'max_tokens':1,";
    byte[] body = Bodies.bytes("{'model':'m'," + limit + messages + field + "}");

    assertThatThrownBy(() -> AnthropicRequest.toOpenAi(body, OpenAiTarget.OPENAI))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_UNTRANSLATABLE);
              assertThat(e.where()).isEqualTo(name);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'max_tokens':1,'messages':[]}|model",
        "{'model':'m','messages':[]}|max_tokens",
        "{'model':'m','max_tokens':1,'max_completion_tokens':2}|max_tokens",
        "{'model':'m','max_tokens':1,'messages':[{'content':'a'}]}|messages[0].role",
        "{'model':'m','max_tokens':1,'messages':[7]}|messages[0]",
        "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':'a\\ud83d'}]}"
            + "|messages[0].content",
        "{'model':'m','max_tokens':1,'messages':[{'role':'tool','content':'a'}]}"
            + "|messages[0].tool_call_id",
        "{'model':'m','max_tokens':1,'messages':[{'role':'assistant','tool_calls':[{'id':'a',"
            + "'type':'function','function':{'name':'f','arguments':'[1]'}}]}]}"
            + "|messages[0].tool_calls[0].function.arguments",
      })
  void whatIsNoRequestIsRefusedByName(String body, String name) {
    assertThatThrownBy(() -> OpenAiRequest.toAnthropic(Bodies.bytes(body)))
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.where()).isEqualTo(name));
  }

  @Test
  void fourPositionsOfTheCacheAreTheMost() {
    String marked = "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},";
    String body = "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[%s]}]}";
    byte[] four = Bodies.bytes(body.formatted(marked.repeat(4) + "{'type':'text','text':'b'}"));
    byte[] five = Bodies.bytes(body.formatted(marked.repeat(5) + "{'type':'text','text':'b'}"));

    assertThat(new String(OpenAiRequest.toAnthropic(four), UTF_8)).contains("cache_control");
    assertThatThrownBy(() -> OpenAiRequest.toAnthropic(five)).hasMessageContaining("cache_control");
  }
}
