package dev.breakeven.core.audit;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Something that costs more than it must, or may soon: what, how much, how we know, what to do.
///
/// `usdMonth` is what mending it saves in a month of 730 hours; empty for a risk, and where no
/// price is known.
public record Finding(
    String rule,
    String subject,
    Optional<Usd> usdMonth,
    Basis basis,
    Confidence confidence,
    List<String> evidence,
    String fix) {
  /// The dearest first, then those without an amount.
  static final Comparator<Finding> DEAREST_FIRST =
      Comparator.comparing((Finding finding) -> finding.usdMonth().map(Usd::nanos).orElse(-1L))
          .reversed()
          .thenComparing(Finding::rule)
          .thenComparing(Finding::subject);

  /// How sure a rule is that it is waste.
  public enum Confidence {
    HIGH,
    MEDIUM,
    LOW;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A name that somebody else chose, as evidence and fixes quote it: between single quotes, which
  /// it has none of itself, so that nothing in it passes for a figure or a word of ours.
  static String quoted(String name) {
    return "'" + name.replace('\'', '`') + "'";
  }

  public Finding {
    evidence = List.copyOf(evidence);
  }
}
