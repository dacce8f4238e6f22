package dev.breakeven.core.audit;

/// What money is spent on, as far as this audit tells things apart.
public enum SpendKind {
  /// Machines with GPUs, and managed GPUs.
  GPU("gpu"),
  /// Models that others host, paid by the token or the call.
  MODEL_API("model-api"),
  /// Whatever else a vendor files under artificial intelligence.
  OTHER_AI("other-ai"),
  OTHER("other");

  private final String key;

  SpendKind(String key) {
    this.key = key;
  }

  @Override
  public String toString() {
    return key;
  }
}
