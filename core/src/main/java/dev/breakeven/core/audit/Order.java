package dev.breakeven.core.audit;

import java.util.Comparator;

/// Orders that leave nothing to chance: by money, then by name.
final class Order {
  static final Comparator<Bill.Group> GROUPS =
      Comparator.comparing(Bill.Group::usd)
          .reversed()
          .thenComparing(group -> group.key().toString());
  static final Comparator<Bill.GpuMachine> MACHINES =
      Comparator.comparing(Bill.GpuMachine::usd)
          .reversed()
          .thenComparing(Bill.GpuMachine::resource)
          .thenComparing(Bill.GpuMachine::name);
  static final Comparator<Bill.Unused> UNUSED =
      Comparator.comparing(Bill.Unused::usd).reversed().thenComparing(Bill.Unused::commitment);

  private Order() {}
}
