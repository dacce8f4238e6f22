package dev.breakeven.core.audit;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The GPUs of one machine that one pod holds, or nobody: how long they were seen, how long idle.
///
/// Idle is an hour at most 2 % busy; hours without telemetry are in neither count. `usdMonth` is
/// the rent of a month, `idleUsdMonth` the idle share of it; both empty where no rent is known.
public record GpuUse(
    String host,
    String pod,
    String product,
    int gpus,
    long gpuHours,
    long idleGpuHours,
    Optional<Usd> usdMonth,
    Optional<Usd> idleUsdMonth,
    Basis basis) {

  private record Place(String host, String pod) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byHost = host.compareTo(other.host);
      return byHost == 0 ? pod.compareTo(other.pod) : byHost;
    }
  }

  static List<GpuUse> all(Estate estate) {
    Map<Place, List<Gpus.Gpu>> places = new TreeMap<>();
    for (Gpus.Gpu gpu : estate.gpus().all()) {
      if (gpu.observed() > 0) {
        places
            .computeIfAbsent(new Place(gpu.host(), gpu.holderName()), _ -> new ArrayList<>())
            .add(gpu);
      }
    }
    return places.entrySet().stream().map(each -> of(each.getKey(), each.getValue())).toList();
  }

  private static GpuUse of(Place place, List<Gpus.Gpu> gpus) {
    Optional<Usd> rent = Optional.of(Usd.ZERO);
    for (Gpus.Gpu gpu : gpus) {
      rent =
          rent.flatMap(usd -> gpu.rent().map(each -> usd.plus(each.perGpu().times(Hours.MONTH))));
    }
    return new GpuUse(
        place.host(),
        place.pod(),
        gpus.getFirst().product(),
        gpus.size(),
        gpus.stream().mapToLong(Gpus.Gpu::observed).sum(),
        gpus.stream().mapToLong(gpu -> gpu.idle(IdleGpus.MOST_BUSY)).sum(),
        rent,
        IdleGpus.sum(gpus),
        IdleGpus.basis(gpus));
  }
}
