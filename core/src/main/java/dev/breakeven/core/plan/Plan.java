package dev.breakeven.core.plan;

import dev.breakeven.core.units.Tokens;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// The answer: options from cheap to dear, the verdict, where it flips, and what it rests on.
///
/// `recommended` is the cheapest option known to meet every constraint; `cheaperIf` one that costs
/// less and of which something is unknown. `options` holds the ladder first, all priced options.
public record Plan(
    PlanRequest request,
    Verdict verdict,
    List<Option> ladder,
    List<Option> options,
    List<Rejection> rejections,
    List<Staircase> breakEvens,
    List<Assumption> assumptions,
    LocalDate catalogAsOf,
    Answers answers) {
  public Plan {
    ladder = List.copyOf(ladder);
    options = List.copyOf(options);
    rejections = List.copyOf(rejections);
    breakEvens = List.copyOf(breakEvens);
    assumptions = List.copyOf(assumptions);
  }

  /// A combination of model and GPUs that cannot serve the traffic, and why.
  public record Rejection(String what, Miss miss) {
    Rejection(String what, String why) {
      this(what, Miss.of("own GPUs", why));
    }

    public String why() {
      return miss.why();
    }
  }

  /// Something taken for granted, and the flag that changes it (empty where none does yet).
  public record Assumption(String text, String flag) {}

  public boolean isSample() {
    return request.traffic().trace().provenance().isSample();
  }

  public Optional<Option> find(String name) {
    return options.stream().filter(option -> option.name().equals(name)).findFirst();
  }

  public Tokens outputPerMonth() {
    return request.traffic().outputPerMonth();
  }
}
