package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where own GPUs become cheaper than one API as the volume grows at the same shape.
///
/// The API costs the same for every token; own GPUs cost a step more with each whole instance, so
/// the two lines can cross several times. Examined up to [#MOST_REPLICAS] replicas.
public record Staircase(
    String own,
    String api,
    List<Crossing> crossings,
    List<Level> levels,
    Optional<Tokens> examinedUpTo,
    String verdict) {
  static final int MOST_REPLICAS = 64;

  public Staircase {
    crossings = List.copyOf(crossings);
    levels = List.copyOf(levels);
  }

  /// What `replicas` needed ones carry at most, and what own GPUs cost a month up to there.
  public record Level(Tokens upTo, long replicas, Usd monthly) {}

  /// From `tokensPerMonth` on, own GPUs are cheaper (`ownWins`) or dearer again.
  public record Crossing(
      Tokens tokensPerMonth, boolean ownWins, long replicas, double utilisation) {}

  /// The lowest volume from which own GPUs stay cheaper as far as was examined; empty for never.
  public Optional<Crossing> breakEven() {
    if (crossings.isEmpty() || !crossings.getLast().ownWins()) {
      return Optional.empty();
    }
    return Optional.of(crossings.getLast());
  }

  /// The first volume at which own GPUs are cheaper, be it only on one step of the stair.
  public Optional<Crossing> first() {
    return crossings.stream().filter(Crossing::ownWins).findFirst();
  }

  /// `apiPerMonth` is the API's cost of today's volume, `volume`; `growth` is that of `own`.
  static Staircase of(
      Option.Own own,
      ReplicaGrowth growth,
      String api,
      Usd apiPerMonth,
      Tokens volume,
      Assumptions assumptions) {
    if (apiPerMonth.nanos() == 0) {
      return new Staircase(
          own.name(), api, List.of(), List.of(), Optional.empty(), "never: the API costs nothing");
    }
    Usd people = Costs.sum(Costs.people(assumptions)).value();
    List<Crossing> crossings = new ArrayList<>();
    List<Level> levels = new ArrayList<>();
    boolean ownWins = false;
    double from = 0;
    for (int needed = 1; needed <= MOST_REPLICAS; needed++) {
      double to = growth.largestLoad(needed);
      if (to <= from) {
        continue;
      }
      Usd cost = people.plus(rent(own.sizing(), needed, assumptions));
      levels.add(new Level(tokens(volume, to), needed, cost));
      double meets = cost.over(apiPerMonth).toDouble();
      if (ownWins && meets > from) {
        crossings.add(crossing(from, false, needed, own.sizing(), volume, assumptions));
        ownWins = false;
      }
      if (!ownWins && meets < to) {
        crossings.add(
            crossing(Math.max(from, meets), true, needed, own.sizing(), volume, assumptions));
        ownWins = true;
      }
      from = to;
    }
    return new Staircase(
        own.name(),
        api,
        crossings,
        levels,
        Optional.of(tokens(volume, from)),
        verdict(crossings, ownWins, tokens(volume, from)));
  }

  private static Usd rent(Sizing sizing, long needed, Assumptions assumptions) {
    return sizing.needing(needed, assumptions.redundancy()).perMonth(assumptions.setupMonths());
  }

  private static Crossing crossing(
      double factor,
      boolean ownWins,
      long needed,
      Sizing sizing,
      Tokens volume,
      Assumptions assumptions) {
    long deployed = needed + assumptions.redundancy().spare(needed);
    double utilisation = sizing.queue().meanLoad() * factor / deployed;
    return new Crossing(tokens(volume, factor), ownWins, needed, utilisation);
  }

  private static Tokens tokens(Tokens volume, double factor) {
    return Tokens.of(Ratio.ofMeasured(factor, 12).times(volume.count()).rounded().longValueExact());
  }

  private static String verdict(List<Crossing> crossings, boolean ownWins, Tokens examined) {
    if (crossings.isEmpty()) {
      return "never up to %d replicas (%s tokens a month)".formatted(MOST_REPLICAS, examined);
    }
    return ownWins
        ? "own GPUs stay cheaper from %s tokens a month"
            .formatted(crossings.getLast().tokensPerMonth())
        : "own GPUs are cheaper only on some steps of the stair";
  }
}
