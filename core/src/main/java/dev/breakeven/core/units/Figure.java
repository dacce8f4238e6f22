package dev.breakeven.core.units;

import java.util.List;
import java.util.Objects;

/// A value that can say what it rests on and how it came about.
///
/// `unit` names what is counted ("USD/month", "output tok/s"); `how` is either where the value was
/// read or the formula over other figures.
public record Figure<T>(String name, T value, String unit, Basis basis, Derivation how) {
  public Figure {
    Objects.requireNonNull(value, name);
  }

  /// Where a value comes from.
  public sealed interface Derivation {
    /// Read or assumed: `source` names the file, date, flag or page.
    record Given(String source) implements Derivation {}

    /// `formula` in words over the named inputs.
    record Computed(String formula, List<Figure<?>> inputs) implements Derivation {
      public Computed {
        inputs = List.copyOf(inputs);
      }
    }
  }

  public static <T> Figure<T> given(String name, T value, String unit, Basis basis, String source) {
    return new Figure<>(name, value, unit, basis, new Derivation.Given(source));
  }

  /// A figure computed from `inputs`; its basis is the weakest of theirs.
  public static <T> Figure<T> computed(
      String name, T value, String unit, String formula, Figure<?>... inputs) {
    Basis basis = Basis.INVOICE;
    for (Figure<?> input : inputs) {
      basis = basis.weaker(input.basis);
    }
    return new Figure<>(
        name, value, unit, basis, new Derivation.Computed(formula, List.of(inputs)));
  }

  /// The derivation as an indented tree, one figure a line, inputs below what they make.
  public String explain() {
    StringBuilder text = new StringBuilder();
    explain(text, 0);
    return text.toString();
  }

  private void explain(StringBuilder text, int depth) {
    text.append("  ".repeat(depth)).append(name).append(" = ").append(value);
    if (!unit.isEmpty()) {
      text.append(' ').append(unit);
    }
    text.append("  [").append(basis).append("]");
    switch (how) {
      case Derivation.Given(String source) -> text.append("  ").append(source).append('\n');
      case Derivation.Computed(String formula, List<Figure<?>> inputs) -> {
        text.append("  = ").append(formula).append('\n');
        for (Figure<?> input : inputs) {
          input.explain(text, depth + 1);
        }
      }
    }
  }
}
