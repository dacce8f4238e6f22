package dev.breakeven.wire.llm;

import dev.breakeven.core.pricing.Usage;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Answers of chat, completions and embeddings in the dialect of OpenAI.
///
/// Cached tokens are part of `prompt_tokens` and taken out of it. Reasoning is part of
/// `completion_tokens`, unless `total_tokens` shows that it was counted beside them.
final class OpenAiAnswer implements AnswerReader {
  private static final String DONE = "[DONE]";

  private String model = "";
  private String finish = "";
  private long generated;
  private boolean hasUsage;
  private boolean plain;
  private long prompt;
  private long completion;
  private long total;
  private long cached;
  private long reasoning;

  private int choices;
  private boolean content;
  private boolean usageHere;
  private boolean error;
  private boolean choicesHere;

  @Override
  public Event event(byte[] bytes, int from, int to) {
    if (isDone(bytes, from, to)) {
      return Event.END;
    }
    begin();
    if (!JsonWalk.document(bytes, from, to, this::field)) {
      return Event.MALFORMED;
    }
    if (error) {
      return Event.ERROR;
    }
    if (content) {
      return Event.CONTENT;
    }
    return usageHere && choicesHere && choices == 0 ? Event.USAGE : Event.OTHER;
  }

  @Override
  public boolean body(byte[] body) {
    begin();
    plain = true;
    return JsonWalk.document(body, 0, body.length, this::field);
  }

  private void begin() {
    choices = 0;
    content = false;
    usageHere = false;
    choicesHere = false;
    error = false;
  }

  private void field(String name, JsonParser value) {
    switch (name) {
      case "model" -> model = JsonWalk.text(value).orElse(model);
      case "error" -> error = value.currentToken() != JsonToken.VALUE_NULL;
      case "choices" -> {
        choicesHere = true;
        choices = JsonWalk.objects(value, this::choice);
      }
      case "usage" -> usage(value);
      default -> {}
    }
  }

  private void choice(String name, JsonParser value) {
    switch (name) {
      case "finish_reason" -> finish = JsonWalk.text(value).orElse(finish);
      case "delta", "message" -> JsonWalk.object(value, this::part);
      case "text" -> generated(value);
      default -> {}
    }
  }

  private void part(String name, JsonParser value) {
    if (!name.equals("role")) {
      generated(value);
    }
  }

  private void generated(JsonParser value) {
    long length = JsonWalk.textLength(value);
    generated += length;
    content |= length > 0;
  }

  private void usage(JsonParser value) {
    if (value.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    usageHere = true;
    prompt = 0;
    completion = 0;
    total = 0;
    cached = 0;
    reasoning = 0;
    JsonWalk.object(value, this::usageField);
    hasUsage = prompt >= 0 && completion >= 0 && cached >= 0 && reasoning >= 0;
  }

  private void usageField(String name, JsonParser value) {
    switch (name) {
      case "prompt_tokens" -> prompt = JsonWalk.count(value);
      case "completion_tokens" -> completion = JsonWalk.count(value);
      case "total_tokens" -> total = JsonWalk.count(value);
      case "prompt_cache_hit_tokens" -> cached = JsonWalk.count(value);
      case "prompt_tokens_details", "completion_tokens_details" ->
          JsonWalk.object(value, this::detail);
      default -> {}
    }
  }

  private void detail(String name, JsonParser value) {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (name.equals("cached_tokens")) {
      cached = JsonWalk.count(value);
    } else if (name.equals("reasoning_tokens")) {
      reasoning = JsonWalk.count(value);
    }
  }

  @Override
  public Optional<Usage> usage() {
    if (!hasUsage) {
      return Optional.empty();
    }
    boolean beside = reasoning > 0 && total == prompt + completion + reasoning;
    long inside = beside ? 0 : Math.min(reasoning, completion);
    long read = Math.min(cached, prompt);
    return Optional.of(
        new Usage(prompt - read, read, 0, 0, completion - inside, beside ? reasoning : inside));
  }

  @Override
  public boolean usageIsFinal() {
    return hasUsage && (plain || !finish.isEmpty());
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

  private static boolean isDone(byte[] bytes, int from, int to) {
    if (to - from != DONE.length()) {
      return false;
    }
    for (int i = 0; i < DONE.length(); i++) {
      if (bytes[from + i] != DONE.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
