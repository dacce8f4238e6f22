package dev.breakeven.core.audit;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// How GPUs that stand idle are told and priced, whoever holds them.
///
/// Idle is an hour whose busiest sample is at most [#MOST_BUSY]; a gap in the telemetry is no idle
/// hour, and nothing is inferred from CPUs. Few hours are no evidence: at least [#LEAST_HOURS] of
/// them must be known, and [#LEAST_SHARE] of those idle.
final class IdleGpus {
  static final double MOST_BUSY = 0.02;
  static final long LEAST_HOURS = 24;
  static final Ratio LEAST_SHARE = Ratio.percent(80);

  private IdleGpus() {}

  static boolean isIdle(Gpus.Gpu gpu) {
    long observed = gpu.observed();
    return !gpu.gone()
        && observed >= LEAST_HOURS
        && Ratio.of(gpu.idle(MOST_BUSY), observed).compareTo(LEAST_SHARE) >= 0;
  }

  /// What the idle hours of `gpu` cost in a month; empty when nobody knows its rent.
  static Optional<Usd> usdMonth(Gpus.Gpu gpu) {
    Ratio share = Ratio.of(gpu.idle(MOST_BUSY), gpu.observed());
    return gpu.rent().map(rent -> rent.perGpu().times(new Hours(Hours.MONTH.value().times(share))));
  }

  /// The sum over `gpus`; empty when one of them has no price.
  static Optional<Usd> sum(List<Gpus.Gpu> gpus) {
    Optional<Usd> sum = Optional.of(Usd.ZERO);
    for (Gpus.Gpu gpu : gpus) {
      Optional<Usd> one = usdMonth(gpu);
      sum = sum.flatMap(usd -> one.map(usd::plus));
    }
    return sum;
  }

  static Basis basis(List<Gpus.Gpu> gpus) {
    return gpus.stream()
        .map(gpu -> gpu.rent().map(Gpus.Rent::basis).orElse(Basis.ASSUMED))
        .reduce(Basis.INVOICE, Basis::weaker);
  }

  static List<String> evidence(List<Gpus.Gpu> gpus) {
    List<String> evidence = new ArrayList<>();
    long observed = gpus.stream().mapToLong(Gpus.Gpu::observed).sum();
    long idle = gpus.stream().mapToLong(gpu -> gpu.idle(MOST_BUSY)).sum();
    evidence.add(
        "%,d GPU%s idle in %,d of %,d GPU-hours"
            .formatted(gpus.size(), gpus.size() == 1 ? "" : "s", idle, observed));
    evidence.add(
        "on %s; idle is at most 2 %% busy".formatted(Finding.quoted(gpus.getFirst().host())));
    gpus.getFirst()
        .rent()
        .ifPresent(
            rent ->
                evidence.add(
                    "$%s a GPU-hour by %s"
                        .formatted(rent.perGpu().dollars().decimal(4), rent.source())));
    return evidence;
  }

  /// The idle ones, without those that `settings` and labels allow, by `key`.
  static Map<String, List<Gpus.Gpu>> groups(List<Gpus.Gpu> gpus, Function<Gpus.Gpu, String> key) {
    Map<String, List<Gpus.Gpu>> groups = new TreeMap<>();
    for (Gpus.Gpu gpu : gpus) {
      boolean warm =
          gpu.node().map(Cluster.Node::warmPool).orElse(false)
              || gpu.holder().map(Cluster.Pod::isWarmPool).orElse(false);
      if (isIdle(gpu) && !warm) {
        groups.computeIfAbsent(key.apply(gpu), _ -> new ArrayList<>()).add(gpu);
      }
    }
    groups.values().forEach(each -> each.sort(Comparator.comparing(Gpus.Gpu::id)));
    return groups;
  }
}
