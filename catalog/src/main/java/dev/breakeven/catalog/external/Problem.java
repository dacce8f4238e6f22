package dev.breakeven.catalog.external;

import java.util.List;
import java.util.Locale;

/// What an import met and did not take over as it stood: how often, and the first few subjects.
public record Problem(Rule rule, long count, List<String> examples) {
  public Problem {
    examples = List.copyOf(examples);
  }

  /// Kinds of problem, in the order they are reported.
  public enum Rule {
    ZERO_PRICE("entries cost nothing: refused, a free price must be stated by the user"),
    NO_PRICE("entries have no price of a token"),
    UNKNOWN_KEY("cost keys are none that the format documents: ignored"),
    OTHER_CHARGE("charges for something else than text tokens: left out"),
    MODE("special modes of a model: ignored"),
    ZERO_RATE("single rates are zero: left out as unknown"),
    BAD_NUMBER("rates are negative, absurd or no number: left out"),
    ROUNDED("rates are finer than 6 decimals per million: rounded half-even"),
    CONDITION("prices hang on a condition that cannot be read: left out"),
    ORPHAN_TIER("tiers or classes have no base price: left out"),
    SAME_NAME("entries share the name of another of the same provider: kept under their own"),
    DUPLICATE("entries are a second spelling of one already taken: left out"),
    UNNAMEABLE("entries have a name that cannot be an id: left out");

    private final String meaning;

    Rule(String meaning) {
      this.meaning = meaning;
    }

    /// The name in JSON: `zero-price`.
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String meaning() {
      return meaning;
    }
  }

  @Override
  public String toString() {
    return count + " " + rule.meaning() + " (" + String.join(", ", examples) + ")";
  }
}
