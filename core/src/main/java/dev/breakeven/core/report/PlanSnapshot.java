package dev.breakeven.core.report;

import dev.breakeven.core.units.Usd;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a plan said on its day, as far as two of them are compared.
///
/// `answer` is what the verdict names. `options` are sorted from cheap to dear; `prices` are texts
/// by offer, `traffic` figures by name.
public record PlanSnapshot(
    String verdict,
    boolean tooClose,
    Optional<Choice> answer,
    List<Choice> options,
    Map<String, String> prices,
    Map<String, String> traffic,
    List<String> assumptions,
    String catalogAsOf,
    String at) {
  public PlanSnapshot {
    options = List.copyOf(options);
    assumptions = List.copyOf(assumptions);
  }

  /// An option of a plan; `kind` is own GPUs, mix, or why a hosted model is compared.
  public record Choice(String name, String kind, String label, Optional<Usd> monthly) {
    /// What is bought, whatever the number of GPUs: `own/MODEL-PRECISION-tpN/OFFER`.
    public String identity() {
      return name.replaceFirst("/\\d+x-", "/");
    }
  }

  /// The cheapest priced option of `kind`.
  Optional<Choice> cheapest(String kind) {
    return options.stream()
        .filter(choice -> choice.kind().equals(kind) && choice.monthly().isPresent())
        .findFirst();
  }
}
