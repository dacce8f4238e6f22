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

  /// Tokens of KV cache that a sequence of `input` and `output` tokens takes in the mean.
  ///
  /// TensorRT-LLM admits only what can run to its end (`GUARANTEED_NO_EVICT`, its default), so a
  /// sequence takes its whole length from the start; the others let it grow, and pre-empt.
  public double heldTokens(double input, double output) {
    return this == TRTLLM ? input + output : input + output / 2;
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
