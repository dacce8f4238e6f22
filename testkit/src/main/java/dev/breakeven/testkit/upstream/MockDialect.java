package dev.breakeven.testkit.upstream;

/// How the two dialects write a completion.
enum MockDialect {
  OPENAI {
    @Override
    String plain(Completion answer, MockRequest request) {
      return """
          {"id":"c%d","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,\
          "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}]%s}"""
          .formatted(
              request.number(),
              request.model(),
              answer.text(),
              answer.usage() ? ",\"usage\":" + usage(answer) : "");
    }

    @Override
    String begin(Completion answer, MockRequest request) {
      return chunk(request, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    @Override
    String word(String word, MockRequest request) {
      return chunk(request, "{\"content\":\"" + word + "\"}", "null");
    }

    @Override
    String end(Completion answer, MockRequest request) {
      String usage =
          answer.usage() && request.usageAsked()
              ? """
                data: {"id":"c%d","object":"chat.completion.chunk","created":1,"model":"%s",\
                "choices":[],"usage":%s}

                """
                  .formatted(request.number(), request.model(), usage(answer))
              : "";
      return chunk(request, "{}", "\"stop\"") + usage + (answer.done() ? "data: [DONE]\n\n" : "");
    }

    private String chunk(MockRequest request, String delta, String finish) {
      return """
          data: {"id":"c%d","object":"chat.completion.chunk","created":1,"model":"%s",\
          "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}

          """
          .formatted(request.number(), request.model(), delta, finish);
    }

    private String usage(Completion answer) {
      return """
          {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
          "prompt_tokens_details":{"cached_tokens":%d}}"""
          .formatted(
              answer.promptTokens(),
              answer.words().size(),
              answer.promptTokens() + answer.words().size(),
              answer.cachedTokens());
    }
  },

  ANTHROPIC {
    @Override
    String plain(Completion answer, MockRequest request) {
      return """
          {"id":"m%d","type":"message","role":"assistant","model":"%s","content":[{"type":"text",\
          "text":"%s"}],"stop_reason":"end_turn","usage":%s}"""
          .formatted(
              request.number(),
              request.model(),
              answer.text(),
              usage(answer, answer.words().size()));
    }

    @Override
    String begin(Completion answer, MockRequest request) {
      return event(
              "message_start",
              "\"message\":{\"id\":\"m%d\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\",\"content\":[],\"usage\":%s}"
                  .formatted(request.number(), request.model(), usage(answer, 1)))
          + event(
              "content_block_start",
              "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
          + event("ping", "");
    }

    @Override
    String word(String word, MockRequest request) {
      return event(
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + word + "\"}");
    }

    @Override
    String end(Completion answer, MockRequest request) {
      return event("content_block_stop", "\"index\":0")
          + event(
              "message_delta",
              "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":%d}"
                  .formatted(answer.words().size()))
          + (answer.done() ? event("message_stop", "") : "");
    }

    private String event(String type, String fields) {
      return "event: %s\ndata: {\"type\":\"%s\"%s}\n\n"
          .formatted(type, type, fields.isEmpty() ? "" : "," + fields);
    }

    private String usage(Completion answer, int output) {
      return """
          {"input_tokens":%d,"cache_read_input_tokens":%d,"cache_creation_input_tokens":0,\
          "output_tokens":%d}"""
          .formatted(answer.promptTokens() - answer.cachedTokens(), answer.cachedTokens(), output);
    }
  };

  abstract String plain(Completion answer, MockRequest request);

  /// All events before the first word.
  abstract String begin(Completion answer, MockRequest request);

  abstract String word(String word, MockRequest request);

  /// All events after the last word.
  abstract String end(Completion answer, MockRequest request);
}
