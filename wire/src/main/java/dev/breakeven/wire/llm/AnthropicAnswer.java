package dev.breakeven.wire.llm;

import dev.breakeven.core.pricing.Usage;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Answers of messages in the dialect of Anthropic.
///
/// `input_tokens` has neither cache reads nor writes in it. A stream states the input when it
/// begins and the output, counted from the beginning, when it ends; later counts replace earlier
/// ones.
final class AnthropicAnswer implements AnswerReader {
  private String model = "";
  private String finish = "";
  private String type = "";
  private long generated;
  private boolean hasUsage;
  private boolean plain;
  private boolean ended;
  private long input;
  private long cacheRead;
  private long cacheWrite;
  private long cacheWrite5m = -1;
  private long cacheWrite1h = -1;
  private long output;
  private long generatedHere;

  @Override
  public Event event(byte[] bytes, int from, int to) {
    type = "";
    generatedHere = 0;
    if (!JsonWalk.document(bytes, from, to, this::field) || type.isEmpty()) {
      return Event.MALFORMED;
    }
    return switch (type) {
      case "content_block_delta" -> {
        generated += generatedHere;
        yield Event.CONTENT;
      }
      case "message_stop" -> Event.END;
      case "error" -> Event.ERROR;
      default -> Event.OTHER;
    };
  }

  @Override
  public boolean body(byte[] body) {
    plain = true;
    return JsonWalk.document(body, 0, body.length, this::field);
  }

  private void field(String name, JsonParser value) {
    switch (name) {
      case "type" -> type = JsonWalk.text(value).orElse("");
      case "message" -> JsonWalk.object(value, this::field);
      case "delta" -> JsonWalk.object(value, this::delta);
      case "model" -> model = JsonWalk.text(value).orElse(model);
      case "stop_reason" -> finish = JsonWalk.text(value).orElse(finish);
      case "content" -> generated += JsonWalk.textLength(value);
      case "usage" -> usage(value);
      default -> {}
    }
  }

  private void delta(String name, JsonParser value) {
    switch (name) {
      case "stop_reason" -> {
        finish = JsonWalk.text(value).orElse(finish);
        ended = !finish.isEmpty();
      }
      case "text", "thinking", "partial_json" -> generatedHere += JsonWalk.textLength(value);
      default -> {}
    }
  }

  private void usage(JsonParser value) {
    if (value.currentToken() == JsonToken.START_OBJECT) {
      hasUsage = true;
      JsonWalk.object(value, this::usageField);
    }
  }

  private void usageField(String name, JsonParser value) {
    if (name.equals("cache_creation")) {
      JsonWalk.object(value, this::usageField);
      return;
    }
    long count = JsonWalk.count(value);
    if (count < 0) {
      return;
    }
    switch (name) {
      case "input_tokens" -> input = count;
      case "cache_read_input_tokens" -> cacheRead = count;
      case "cache_creation_input_tokens" -> cacheWrite = count;
      case "ephemeral_5m_input_tokens" -> cacheWrite5m = count;
      case "ephemeral_1h_input_tokens" -> cacheWrite1h = count;
      case "output_tokens" -> output = count;
      default -> {}
    }
  }

  @Override
  public Optional<Usage> usage() {
    if (!hasUsage) {
      return Optional.empty();
    }
    boolean split = cacheWrite5m >= 0 || cacheWrite1h >= 0;
    long longer = split ? Math.max(0, cacheWrite1h) : 0;
    long shorter = split ? Math.max(0, cacheWrite5m) : cacheWrite;
    return Optional.of(new Usage(input, cacheRead, shorter, longer, output, 0));
  }

  @Override
  public boolean usageIsFinal() {
    return hasUsage && (plain || ended);
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String finish() {
    return finish;
  }

  @Override
  public long generatedBytes() {
    return generated;
  }
}
