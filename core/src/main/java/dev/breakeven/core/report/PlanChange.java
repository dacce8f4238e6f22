package dev.breakeven.core.report;

import dev.breakeven.core.report.PlanSnapshot.Choice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What became of a plan: whether its answer flipped, which numbers changed, and why.
///
/// The answer flips when something else should be bought: another kind, model, host or GPU offer.
/// More or fewer GPUs of the same offer are a number that changed.
public record PlanChange(
    PlanSnapshot was,
    PlanSnapshot now,
    List<Cost> costs,
    List<Value> prices,
    List<Value> traffic,
    List<String> assumptionsGone,
    List<String> assumptionsNew) {
  public PlanChange {
    costs = List.copyOf(costs);
    prices = List.copyOf(prices);
    traffic = List.copyOf(traffic);
    assumptionsGone = List.copyOf(assumptionsGone);
    assumptionsNew = List.copyOf(assumptionsNew);
  }

  /// The cheapest option of a kind, before and after.
  public record Cost(String kind, Optional<Choice> was, Optional<Choice> now) {
    public boolean changed() {
      return !was.equals(now);
    }
  }

  /// Something that has a name; empty where it was not, or is no more.
  public record Value(String name, Optional<String> was, Optional<String> now) {}

  public static PlanChange between(PlanSnapshot was, PlanSnapshot now) {
    Set<String> kinds = new LinkedHashSet<>();
    now.options().forEach(choice -> kinds.add(choice.kind()));
    was.options().forEach(choice -> kinds.add(choice.kind()));
    return new PlanChange(
        was,
        now,
        kinds.stream()
            .map(kind -> new Cost(kind, was.cheapest(kind), now.cheapest(kind)))
            .filter(cost -> cost.was().isPresent() || cost.now().isPresent())
            .toList(),
        values(was.prices(), now.prices()),
        values(was.traffic(), now.traffic()),
        without(was.assumptions(), now.assumptions()),
        without(now.assumptions(), was.assumptions()));
  }

  private static List<Value> values(Map<String, String> was, Map<String, String> now) {
    Set<String> names = new TreeSet<>(was.keySet());
    names.addAll(now.keySet());
    List<Value> changed = new ArrayList<>();
    for (String name : names) {
      Optional<String> before = Optional.ofNullable(was.get(name));
      Optional<String> after = Optional.ofNullable(now.get(name));
      if (!before.equals(after)) {
        changed.add(new Value(name, before, after));
      }
    }
    return changed;
  }

  private static List<String> without(List<String> texts, List<String> others) {
    return texts.stream().filter(text -> !others.contains(text)).toList();
  }

  public boolean flipped() {
    return !was.answer().map(Choice::identity).equals(now.answer().map(Choice::identity));
  }

  /// Whether any input differs, so that the numbers have a reason to.
  public boolean hasReason() {
    return !(prices.isEmpty()
        && traffic.isEmpty()
        && assumptionsGone.isEmpty()
        && assumptionsNew.isEmpty());
  }

  /// Those prices that an option of [#costs] is made of; the others move nothing in them.
  public List<Value> pricesThatCount() {
    List<String> names = new ArrayList<>();
    for (Cost cost : costs) {
      cost.was().ifPresent(choice -> names.add(choice.name()));
      cost.now().ifPresent(choice -> names.add(choice.name()));
    }
    return prices.stream()
        .filter(price -> names.stream().anyMatch(name -> isOf(price.name(), name)))
        .toList();
  }

  /// An option's name is its API offer, or ends with its GPU offer, or is a mix of both.
  private static boolean isOf(String offer, String option) {
    return option.equals(offer)
        || option.endsWith("-" + offer)
        || option.endsWith("+" + offer)
        || option.contains("-" + offer + "+");
  }
}
