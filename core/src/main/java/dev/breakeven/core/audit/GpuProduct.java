package dev.breakeven.core.audit;

import java.util.Locale;
import java.util.Optional;

/// The catalog's id of a GPU by the product name that drivers report.
final class GpuProduct {
  private GpuProduct() {}

  /// The id for a name such as `NVIDIA-H100-80GB-HBM3` or `NVIDIA A100-SXM4-80GB`.
  static Optional<String> of(String product) {
    String name = product.toUpperCase(Locale.ROOT).replace('-', ' ');
    boolean pcie = name.contains("PCIE");
    if (name.contains("H100")) {
      return Optional.of(pcie ? "h100-pcie" : "h100-sxm");
    }
    if (name.contains("A100")) {
      boolean large = name.contains("80GB");
      return Optional.of(
          pcie && large ? "a100-pcie-80gb" : large ? "a100-sxm-80gb" : "a100-sxm-40gb");
    }
    for (String chip : new String[] {"H200", "B200", "B300"}) {
      if (name.contains(chip)) {
        return Optional.of(chip.toLowerCase(Locale.ROOT) + "-sxm");
      }
    }
    for (String chip : new String[] {"L40S", "L4", "T4", "A10", "A30", "A40"}) {
      if (name.matches(".*\\b" + chip + "\\b.*")) {
        return Optional.of(chip.toLowerCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }
}
