package dev.breakeven.core.audit;

import java.util.List;

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
