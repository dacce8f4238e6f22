package dev.breakeven.core.audit;

/// What the user allows: idle GPUs kept warm on purpose.
public record AuditSettings(int warmPoolGpus) {
  public static final AuditSettings DEFAULT = new AuditSettings(0);

  public AuditSettings {
    if (warmPoolGpus < 0) {
      throw new IllegalArgumentException(
          "warm pool: " + warmPoolGpus + " (expected: not negative)");
    }
  }
}
