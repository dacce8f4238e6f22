package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Telemetry.Metric;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One engine with the GPUs that it holds: what it served, what it costs, what stood idle.
///
/// `usdMonth` is the rent of its GPUs for a month, `idleUsdMonth` the part of it for hours in which
/// they did nothing; both empty where no rent is known. `tokens` are those of `hours`.
public record Replica(
    String pod,
    String node,
    String model,
    int gpus,
    long hours,
    Usage tokens,
    Optional<Usd> usdMonth,
    Optional<Usd> idleUsdMonth,
    Basis basis) {

  static List<Replica> all(Estate estate) {
    Map<String, List<Gpus.Gpu>> holders = estate.gpus().byHolder();
    List<Replica> replicas = new ArrayList<>();
    for (Engines.Engine engine : estate.engines().all()) {
      List<Gpus.Gpu> gpus = holders.getOrDefault(engine.pod(), List.of());
      Optional<Usd> rent = Optional.of(Usd.ZERO);
      for (Gpus.Gpu gpu : gpus) {
        rent =
            rent.flatMap(usd -> gpu.rent().map(each -> usd.plus(each.perGpu().times(Hours.MONTH))));
      }
      boolean has = !gpus.isEmpty();
      replicas.add(
          new Replica(
              engine.pod(),
              has ? gpus.getFirst().host() : "",
              engine.model(),
              gpus.size(),
              engine.hours(),
              Usage.of(
                  Math.round(engine.sum(Metric.PROMPT_TOKENS)),
                  Math.round(engine.sum(Metric.GENERATED_TOKENS))),
              has ? rent : Optional.empty(),
              has ? IdleGpus.sum(gpus) : Optional.empty(),
              has ? IdleGpus.basis(gpus) : Basis.ASSUMED));
    }
    return replicas;
  }

  /// The tokens of a month at the pace of the hours observed.
  public Usage perMonth() {
    Ratio factor = Hours.MONTH.value().dividedBy(Ratio.of(Math.max(1, hours)));
    return Usage.of(
        factor.times(tokens.input()).rounded().longValueExact(),
        factor.times(tokens.output()).rounded().longValueExact());
  }

  /// What a million of its tokens costs, prompts and answers alike; empty when it served none.
  public Optional<UsdPerMtok> perMillion() {
    Usage month = perMonth();
    return month.total().count() == 0
        ? Optional.empty()
        : usdMonth.map(usd -> usd.per(month.total()));
  }
}
