package dev.breakeven.core.claims;

import dev.breakeven.core.units.Ratio;
import java.util.Set;

/// Whether a stated value follows from the article's own inputs.
sealed interface Verdict {
  /// Within 10% of what we compute.
  record Holds() implements Verdict {}

  /// Holds on one reading that the article does not state.
  record OnOneReading() implements Verdict {}

  /// `factor` is at least one; `low` when the article states too little.
  record Off(Ratio factor, boolean low) implements Verdict {}

  /// The article compares a need of 140 GB with a card of 80: it fits at fewer bits.
  Set<String> ON_ONE_READING = Set.of("S1-057");

  static Verdict of(String id, Ratio stated, Ratio computed) {
    if (ON_ONE_READING.contains(id)) {
      return new OnOneReading();
    }
    Ratio ratio = stated.dividedBy(computed);
    Ratio tenth = Ratio.of(1, 10);
    Ratio distance = ratio.minus(Ratio.ONE);
    if (distance.compareTo(tenth) < 0 && distance.plus(tenth).signum() > 0) {
      return new Holds();
    }
    boolean low = distance.signum() < 0;
    return new Off(low ? Ratio.ONE.dividedBy(ratio) : ratio, low);
  }

  default boolean holds() {
    return !(this instanceof Off);
  }
}
