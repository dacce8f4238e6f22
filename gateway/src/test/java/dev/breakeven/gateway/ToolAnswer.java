package dev.breakeven.gateway;

import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockResponse;
import java.io.IOException;

/// An answer that calls two tools, `look` at the sky and `count` to 2, in the dialect of the
/// request, plain or streamed with the arguments in pieces.
final class ToolAnswer {
  private static final String OPENAI =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"mock","choices":[{"index":0,\
      "logprobs":null,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[\
      {"id":"t1","type":"function","function":{"name":"look","arguments":"{\\"at\\":\\"sky\\"}"}},\
      {"id":"t2","type":"function","function":{"name":"count","arguments":"{\\"to\\":2}"}}]},\
      "finish_reason":"tool_calls"}],\
      "usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}""";
  private static final String ANTHROPIC =
      """
      {"id":"m","type":"message","role":"assistant","model":"mock","content":[\
      {"type":"text","text":"Well: "},\
      {"type":"tool_use","id":"t1","name":"look","input":{"at":"sky"}},\
      {"type":"tool_use","id":"t2","name":"count","input":{"to":2}}],\
      "stop_reason":"tool_use","stop_sequence":null,\
      "usage":{"input_tokens":9,"output_tokens":5}}""";
  private static final String[] OPENAI_DELTAS = {
    "{\"role\":\"assistant\",\"content\":null}",
    openAiCall(0, "\"id\":\"t1\",\"type\":\"function\",", "\"name\":\"look\",", ""),
    openAiCall(0, "", "", "{\\\"at\\\":"),
    openAiCall(0, "", "", "\\\"sky\\\"}"),
    openAiCall(1, "\"id\":\"t2\",\"type\":\"function\",", "\"name\":\"count\",", ""),
    openAiCall(1, "", "", "{\\\"to\\\":2}"),
  };
  private static final String[] ANTHROPIC_EVENTS = {
    "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\","
        + "\"role\":\"assistant\",\"model\":\"mock\",\"content\":[],\"stop_reason\":null,"
        + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}",
    anthropicTool(0, "t1", "look"),
    anthropicInput(0, ""),
    anthropicInput(0, "{\\\"at\\\":"),
    anthropicInput(0, "\\\"sky\\\"}"),
    "{\"type\":\"content_block_stop\",\"index\":0}",
    anthropicTool(1, "t2", "count"),
    anthropicInput(1, "{\\\"to\\\":2}"),
    "{\"type\":\"content_block_stop\",\"index\":1}",
    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},"
        + "\"usage\":{\"output_tokens\":5}}",
    "{\"type\":\"message_stop\"}",
  };

  private ToolAnswer() {}

  static void write(MockRequest request, MockResponse response) throws IOException {
    if (!request.stream()) {
      response.json(200, request.anthropic() ? ANTHROPIC : OPENAI);
    } else if (request.anthropic()) {
      response.stream();
      for (String event : ANTHROPIC_EVENTS) {
        String type = event.split("\"")[3];
        response.chunk("event: %s\ndata: %s\n\n".formatted(type, event));
      }
      response.end();
    } else {
      response.stream();
      for (String delta : OPENAI_DELTAS) {
        response.chunk(openAiChunk("[" + choice(delta, "null") + "]", "null"));
      }
      response.chunk(openAiChunk("[" + choice("{}", "\"tool_calls\"") + "]", "null"));
      String usage = "{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14}";
      if (request.usageAsked()) {
        response.chunk(openAiChunk("[]", usage));
      }
      response.chunk("data: [DONE]\n\n").end();
    }
  }

  private static String openAiChunk(String choices, String usage) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"mock\",\"choices\":%s,\"usage\":%s}\n\n".formatted(choices, usage);
  }

  private static String choice(String delta, String finish) {
    return "{\"index\":0,\"delta\":%s,\"finish_reason\":%s}".formatted(delta, finish);
  }

  private static String openAiCall(int index, String head, String name, String arguments) {
    return "{\"tool_calls\":[{\"index\":%d,%s\"function\":{%s\"arguments\":\"%s\"}}]}"
        .formatted(index, head, name, arguments);
  }

  private static String anthropicTool(int index, String id, String name) {
    return ("{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":"
            + "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"%s\",\"input\":{}}}")
        .formatted(index, id, name);
  }

  private static String anthropicInput(int index, String json) {
    return ("{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":"
            + "{\"type\":\"input_json_delta\",\"partial_json\":\"%s\"}}")
        .formatted(index, json);
  }
}
