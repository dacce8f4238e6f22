package dev.breakeven.catalog.check;

/// One thing that is or may be wrong: by which rule, in what, and the evidence.
public record Finding(Rule rule, String subject, String detail) {

  /// How much it matters.
  public enum Severity {
    ERROR,
    WARNING,
    INFO
  }

  /// Everything that is looked for.
  public enum Rule {
    DISAGREEMENT(Severity.WARNING),
    ZERO_PRICE(Severity.WARNING),
    NO_PRICE(Severity.INFO),
    UNKNOWN_KEY(Severity.WARNING),
    IMPORT(Severity.INFO),
    CACHE_READ_ABOVE_INPUT(Severity.WARNING),
    REGION_PREMIUM(Severity.INFO),
    STALE(Severity.WARNING),
    DUPLICATE(Severity.ERROR),
    UNKNOWN_GPU(Severity.ERROR),
    UNKNOWN_MODEL(Severity.INFO),
    DANGLING_ALIAS(Severity.WARNING),
    PRICE_OVERLAP(Severity.ERROR),
    CLIFF_WITHOUT_BASE(Severity.ERROR),
    HALF_PRICE_REGION(Severity.WARNING),
    SPOT_ABOVE_ON_DEMAND(Severity.WARNING),
    SPOT_EQUALS_ON_DEMAND(Severity.WARNING),
    SPOT_ZERO(Severity.WARNING),
    SPOT_TENTH(Severity.WARNING),
    NO_ON_DEMAND(Severity.WARNING),
    PARTIAL_PRICE(Severity.WARNING),
    SENTINEL_PRICE(Severity.ERROR);

    private final Severity severity;

    Rule(Severity severity) {
      this.severity = severity;
    }

    public Severity severity() {
      return severity;
    }
  }

  public Severity severity() {
    return rule.severity();
  }

  @Override
  public String toString() {
    return rule + " " + subject + ": " + detail;
  }
}
