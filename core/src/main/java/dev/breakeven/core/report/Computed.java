package dev.breakeven.core.report;

import dev.breakeven.core.units.Ratio;

/// What a computation answers: a number, words, or nothing. Nothing is not zero.
public sealed interface Computed {
  record Amount(Ratio value) implements Computed {}

  record Words(String text) implements Computed {}

  /// No answer, and why: never reached, or not known.
  record Nothing(String why) implements Computed {}
}
