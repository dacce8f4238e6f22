package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// An option that constraints rule out, and which: giving them up would let it in.
///
/// `monthly` is empty where the option was given up before it had a price.
public record Relaxation(String option, Optional<Usd> monthly, List<Miss> misses) {
  private static final Ratio FAR = Ratio.of(Long.MAX_VALUE);
  private static final Comparator<Relaxation> NEAREST =
      Comparator.comparing(Relaxation::times)
          .thenComparing(each -> each.monthly().orElse(new Usd(Long.MAX_VALUE)))
          .thenComparing(Relaxation::option);

  public Relaxation {
    misses = List.copyOf(misses);
  }

  /// The constraints that it breaks, each once.
  public List<String> constraints() {
    return List.copyOf(
        misses.stream().map(Miss::constraint).collect(Collectors.toCollection(TreeSet::new)));
  }

  /// The worst of the misses, as a factor; very far where one is no number.
  private Ratio times() {
    return misses.stream()
        .map(miss -> miss.times().orElse(FAR))
        .max(Comparator.naturalOrder())
        .orElse(FAR);
  }

  /// For each constraint that alone rules out an option, the nearest option that it does; where all
  /// break several, the nearest of those that break the fewest.
  static List<Relaxation> nearest(List<Option> options, List<Plan.Rejection> rejections) {
    List<Relaxation> all = ruledOut(options);
    rejections.stream()
        .filter(rejection -> rejection.miss().constraint().startsWith("--"))
        .map(each -> new Relaxation(each.what(), Optional.empty(), List.of(each.miss())))
        .forEach(all::add);
    int fewest = all.stream().mapToInt(each -> each.constraints().size()).min().orElse(0);
    Map<List<String>, Relaxation> byConstraints =
        new TreeMap<>(Comparator.comparing(List::toString));
    all.stream()
        .filter(each -> each.constraints().size() == fewest)
        .forEach(
            each ->
                byConstraints.merge(
                    each.constraints(),
                    each,
                    (one, two) -> NEAREST.compare(one, two) <= 0 ? one : two));
    return byConstraints.values().stream().sorted(NEAREST).toList();
  }

  /// Of each constraint that alone rules out something cheaper than `best`, the cheapest it does.
  static List<Relaxation> cheaper(List<Option> options, Usd best) {
    Map<String, Relaxation> byConstraint = new TreeMap<>();
    ruledOut(options).stream()
        .filter(each -> each.constraints().size() == 1)
        .filter(each -> each.monthly().orElseThrow().compareTo(best) < 0)
        .sorted(Comparator.comparing(each -> each.monthly().orElseThrow()))
        .forEach(each -> byConstraint.putIfAbsent(each.constraints().getFirst(), each));
    return List.copyOf(byConstraint.values());
  }

  private static List<Relaxation> ruledOut(List<Option> options) {
    List<Relaxation> list = new ArrayList<>();
    for (Option option : options) {
      if (option.monthly().isPresent()
          && option.feasibility() instanceof Feasibility.Infeasible(List<Miss> misses)) {
        list.add(
            new Relaxation(option.label(), option.monthly().map(figure -> figure.value()), misses));
      }
    }
    return list;
  }

  /// What is missed and what would let it in, for a reader.
  public String describe() {
    String price = monthly.map(usd -> " at $" + Judge.dollars(usd) + " a month").orElse("");
    String why = misses.stream().map(Miss::why).collect(Collectors.joining("; "));
    String remedy =
        misses.stream()
            .map(Miss::remedy)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" and "));
    return "%s%s (%s%s)".formatted(option, price, why, remedy.isEmpty() ? "" : "; with " + remedy);
  }

  /// The sentence for a plan in which nothing is left.
  static String nothingLeft(List<Relaxation> nearest) {
    if (nearest.isEmpty()) {
      return "No option can serve this traffic within the constraints; the reasons are listed.";
    }
    String each =
        nearest.stream()
            .map(
                relaxation ->
                    "without %s: %s"
                        .formatted(
                            String.join(" and ", relaxation.constraints()), relaxation.describe()))
            .collect(Collectors.joining("; "));
    if (nearest.size() == 1) {
      return "No option can serve this traffic within the constraints; nearest, " + each + ".";
    }
    String names =
        nearest.stream()
            .map(relaxation -> String.join(" and ", relaxation.constraints()))
            .collect(Collectors.joining(" and "));
    return "No option can serve this traffic: %s contradict each other; %s.".formatted(names, each);
  }
}
