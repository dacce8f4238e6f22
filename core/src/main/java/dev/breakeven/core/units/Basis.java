package dev.breakeven.core.units;

/// What a figure rests on, strongest first. A computed figure is as weak as its weakest input.
public enum Basis {
  /// On a bill.
  INVOICE("invoice"),
  /// Counted by us as it happened.
  METERED("metered"),
  /// Published price times counted or stated volume; not what was or will be billed.
  LIST_EQUIVALENT("list-equivalent"),
  /// Computed by the serving model from a trace.
  SIMULATED("simulated"),
  /// A default of ours or a number the user stated.
  ASSUMED("assumed");

  private final String label;

  Basis(String label) {
    this.label = label;
  }

  public Basis weaker(Basis other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public String toString() {
    return label;
  }
}
