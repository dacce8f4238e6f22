package dev.breakeven.core.audit;

import dev.breakeven.core.offer.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What the command line of an engine says.
final class Arguments {
  private Arguments() {}

  /// The longest sequence that it admits; 0 when it is not stated.
  static long context(Cluster.Pod pod) {
    for (String flag : List.of("--max-model-len", "--context-length")) {
      String value = value(pod.arguments(), flag);
      if (value.matches("\\d{1,9}")) {
        return Long.parseLong(value);
      }
    }
    return 0;
  }

  /// The model that it is told to serve; empty when that is not stated.
  static String model(Cluster.Pod pod) {
    for (String flag : List.of("--served-model-name", "--model", "--model-path")) {
      String value = value(pod.arguments(), flag);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /// That of the weights, where the command line or the name of `model` tells; what an engine loads
  /// as it finds it is 16 bits. Empty for forms that are not described.
  static Optional<Precision> precision(Cluster.Pod pod, String model) {
    String form = value(pod.arguments(), "--quantization").toLowerCase(Locale.ROOT);
    String name = (model + " " + model(pod)).toLowerCase(Locale.ROOT);
    if (form.equals("fp8") || name.contains("fp8")) {
      return Optional.of(Precision.FP8);
    }
    boolean other =
        Stream.of("awq", "gptq", "int4", "int8", "fp4", "gguf").anyMatch(name::contains);
    return form.isEmpty() && !other ? Optional.of(Precision.BF16) : Optional.empty();
  }

  private static String value(List<String> words, String flag) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals(flag) && i + 1 < words.size()) {
        return words.get(i + 1);
      }
      if (words.get(i).startsWith(flag + "=")) {
        return words.get(i).substring(flag.length() + 1);
      }
    }
    return "";
  }
}
