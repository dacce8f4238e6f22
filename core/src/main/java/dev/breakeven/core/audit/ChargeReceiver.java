package dev.breakeven.core.audit;

/// Who is given the lines of bills.
@FunctionalInterface
public interface ChargeReceiver {
  void accept(Charge charge);

  /// False where nobody asks for the resources of what was bought: a bill has as many as rows, and
  /// [Charge.Resource#NONE] stands for them then.
  default boolean needsResource(Charge.Sku sku) {
    return true;
  }
}
