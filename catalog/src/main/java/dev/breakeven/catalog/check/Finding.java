package dev.breakeven.catalog.check;

import java.util.Locale;

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
    DISAGREEMENT(Severity.WARNING, "catalogs give one model different base prices"),
    ZERO_PRICE(Severity.WARNING, "a price of zero: refused in an import, doubtful in a catalog"),
    NO_PRICE(Severity.INFO, "no price of a token"),
    UNKNOWN_KEY(Severity.WARNING, "a cost key that its format does not document"),
    IMPORT(Severity.INFO, "left out or changed by an import"),
    CACHE_READ_ABOVE_INPUT(Severity.WARNING, "a cache read dearer than the input it saves"),
    REGION_PREMIUM(Severity.INFO, "regions with different premiums over the default"),
    STALE(Severity.WARNING, "older than 90 days"),
    DUPLICATE(Severity.ERROR, "the same thing offered twice"),
    UNKNOWN_GPU(Severity.ERROR, "an offer of a GPU without a data sheet"),
    UNKNOWN_MODEL(Severity.INFO, "open weights without a model card"),
    DANGLING_ALIAS(Severity.WARNING, "an alias of nothing"),
    PRICE_OVERLAP(Severity.ERROR, "two prices for one moment"),
    CLIFF_WITHOUT_BASE(Severity.ERROR, "a price of long prompts without one of short prompts"),
    HALF_PRICE_REGION(Severity.WARNING, "a region under 56 % of the dearest of the same GPU"),
    SPOT_ABOVE_ON_DEMAND(Severity.WARNING, "spot dearer than on demand"),
    SPOT_EQUALS_ON_DEMAND(Severity.WARNING, "spot equal to on demand"),
    SPOT_ZERO(Severity.WARNING, "a spot price of zero"),
    SPOT_TENTH(Severity.WARNING, "spot at exactly a tenth of on demand"),
    NO_ON_DEMAND(Severity.WARNING, "no on-demand price"),
    PARTIAL_PRICE(Severity.WARNING, "a host without its GPUs, or GPUs without their host"),
    SENTINEL_PRICE(Severity.ERROR, "700 dollars an hour and more: stands for \"cannot be had\"");

    private final Severity severity;
    private final String meaning;

    Rule(Severity severity, String meaning) {
      this.severity = severity;
      this.meaning = meaning;
    }

    /// The name in JSON and on a page: `half-price-region`.
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String meaning() {
      return meaning;
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
