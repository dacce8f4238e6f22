package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cheapest own GPUs without spill beside the cheapest API, for other inputs than the plan's.
///
/// Load is volume times GPU time a token, one for the plan's own.
final class OwnAgainstApi {
  private static final int DIGITS = 12;
  private static final long MOST_REPLICAS = 1L << 24;

  private final Option.Own own;
  private final Option.Hosted api;
  private final Assumptions assumptions;
  private final Tokens volume;
  private final ReplicaGrowth growth;
  private final Map<Long, Usd> rents = new HashMap<>();

  private OwnAgainstApi(
      Option.Own own, Option.Hosted api, PlanRequest request, ReplicaGrowth growth) {
    this.own = own;
    this.api = api;
    this.assumptions = request.assumptions();
    this.volume = request.traffic().tokensPerMonth();
    this.growth = growth;
  }

  /// Empty where one of the two sides has no option; `options` are sorted from cheap to dear.
  static Optional<OwnAgainstApi> of(PlanRequest request, OwnSearch search, List<Option> options) {
    List<Option> usable =
        options.stream()
            .filter(option -> option.monthly().isPresent())
            .filter(option -> !option.feasibility().isRejected())
            .toList();
    Optional<Option.Own> own = first(usable, Option.Own.class);
    Optional<Option.Hosted> api = first(usable, Option.Hosted.class);
    return own.flatMap(
        machine ->
            api.map(host -> new OwnAgainstApi(machine, host, request, search.growth(machine))));
  }

  private static <T extends Option> Optional<T> first(List<Option> options, Class<T> kind) {
    return options.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  Option.Own own() {
    return own;
  }

  Option.Hosted api() {
    return api;
  }

  Tokens volume() {
    return volume;
  }

  Assumptions assumptions() {
    return assumptions;
  }

  Usd apiMonth() {
    return api.monthly().orElseThrow().value();
  }

  /// What does not depend on the number of GPUs.
  Usd people() {
    return Costs.sum(Costs.people(assumptions)).value();
  }

  /// Rent and fees of the instances that carry `load`, the spare included.
  Usd rent(double load) {
    return rentOf(growth.needed(load));
  }

  private Usd rentOf(long needed) {
    return rents.computeIfAbsent(
        needed,
        replicas ->
            own.sizing()
                .needing(replicas, assumptions.redundancy())
                .perMonth(assumptions.setupMonths()));
  }

  /// A month of own GPUs less a month of the API: what owning costs more.
  Usd gap(double load) {
    return people().plus(rent(load)).minus(apiMonth());
  }

  /// The largest load at which owning costs no more than the API does for the plan's volume; zero
  /// where one replica costs more already.
  double affordableLoad() {
    Usd left = apiMonth().minus(people());
    long low = 0;
    long high = 1;
    while (high < MOST_REPLICAS && rentOf(high).compareTo(left) <= 0) {
      low = high;
      high *= 2;
    }
    while (low + 1 < high) {
      long middle = (low + high) >>> 1;
      if (rentOf(middle).compareTo(left) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return growth.largestLoad(low);
  }

  /// Where the cheaper side changes as the volume grows at this shape.
  Staircase stairs() {
    return Staircase.of(own, growth, api.name(), apiMonth(), volume, assumptions);
  }

  Ratio timesVolume(Tokens tokens) {
    return Ratio.of(tokens.count(), volume.count());
  }

  static Ratio measured(double value) {
    return Ratio.ofMeasured(value, DIGITS);
  }
}
