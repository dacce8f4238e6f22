package dev.breakeven.core.serving;

import java.util.Locale;
import java.util.Optional;

/// The program that serves a model.
public enum ServingEngine {
  VLLM("vllm"),
  SGLANG("sglang"),
  TRTLLM("trtllm"),
  LLAMA_CPP("llama.cpp");

  private final String key;

  ServingEngine(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }

  public static Optional<ServingEngine> ofKey(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    for (ServingEngine value : values()) {
      if (value.key.equals(lower)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
