package dev.breakeven.core.audit;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// GPUs whose peak would fit a smaller one that is for rent: by memory and by memory bandwidth.
///
/// Not simulated, since nothing says what requests there were: the smaller GPU must hold the peak
/// memory with a tenth to spare, and have the bandwidth that the busiest hour used. Pods of engines
/// are left out, since those reserve most of the memory whatever they need of it, and
/// [OversizedEngineRule] simulates them.
final class OversizedGpuRule implements WasteRule {
  private static final long LEAST_HOURS = 72;
  private static final double SPARE_MEMORY = 0.9;
  private static final double MOST_BUSY = 0.8;

  @Override
  public String id() {
    return "oversized-gpu";
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, List<Gpus.Gpu>> each : estate.gpus().byHolder().entrySet()) {
      boolean engine = estate.engines().of(each.getKey()).isKnown();
      if (!each.getKey().isEmpty()
          && !engine
          && each.getValue().stream().noneMatch(IdleGpus::isIdle)) {
        judge(estate, each.getKey(), each.getValue()).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private Optional<Finding> judge(Estate estate, String pod, List<Gpus.Gpu> gpus) {
    Gpus.Gpu first = gpus.getFirst();
    Optional<GpuSpec> spec = estate.gpus().spec(first);
    double memory =
        gpus.stream().mapToDouble(OversizedGpuRule::peakMemory).max().orElse(Double.NaN);
    double busy = gpus.stream().mapToDouble(gpu -> gpu.busy().peak()).max().orElse(Double.NaN);
    boolean known =
        gpus.stream().allMatch(gpu -> gpu.observed() >= LEAST_HOURS)
            && !Double.isNaN(memory)
            && !Double.isNaN(busy);
    if (spec.isEmpty() || first.rent().isEmpty() || !known) {
      return Optional.empty();
    }
    double bandwidth = busy * spec.get().bandwidthBytesPerSecond();
    return smaller(estate, first, spec.get(), memory, bandwidth)
        .map(
            offer ->
                new Finding(
                    id(),
                    pod,
                    Optional.of(saved(first.rent().get(), offer, gpus.size())),
                    Basis.LIST_EQUIVALENT,
                    Finding.Confidence.LOW,
                    List.of(
                        "%,d × %s: peak %.0f GB of %.0f GB in use, busiest hour %.0f %%"
                            .formatted(
                                gpus.size(),
                                spec.get().id(),
                                memory / 1e9,
                                spec.get().memoryBytes() / 1e9,
                                100 * busy),
                        "%s holds that at $%s a GPU-hour (list), against $%s by %s"
                            .formatted(
                                offer.gpu(),
                                offer.perGpuHour().dollars().decimal(4),
                                first.rent().get().perGpu().dollars().decimal(4),
                                first.rent().get().source()),
                        "not simulated: no engine metrics say what requests it serves"),
                    "Try it on " + offer.instance() + "; check its latency with lab simulate"));
  }

  private static double peakMemory(Gpus.Gpu gpu) {
    return gpu.used().map(HourSeries::peak).orElse(Double.NaN);
  }

  private static Usd saved(Gpus.Rent rent, GpuOffer offer, long gpus) {
    return rent.perGpu()
        .times(Hours.MONTH)
        .minus(offer.perGpuHour().times(Hours.MONTH))
        .times(gpus);
  }

  /// The cheapest that holds the peak, of the same cloud where the bill names one.
  private static Optional<GpuOffer> smaller(
      Estate estate, Gpus.Gpu gpu, GpuSpec now, double memory, double bandwidth) {
    String cloud = estate.gpus().cloud(gpu);
    return estate.market().gpuOffers().stream()
        .filter(offer -> offer.term() == Term.ON_DEMAND && !offer.isVariable())
        .filter(offer -> cloud.isEmpty() || offer.provider().text().equals(cloud))
        .filter(offer -> fits(estate, offer, now, memory, bandwidth))
        .filter(offer -> offer.perGpuHour().compareTo(gpu.rent().orElseThrow().perGpu()) < 0)
        .min(Comparator.comparing(GpuOffer::perGpuHour).thenComparing(GpuOffer::id));
  }

  private static boolean fits(
      Estate estate, GpuOffer offer, GpuSpec now, double memory, double bandwidth) {
    return estate
        .market()
        .findGpu(offer.gpu().text())
        .filter(
            spec ->
                spec.memoryBytes() < now.memoryBytes()
                    && spec.bandwidthBytesPerSecond() < now.bandwidthBytesPerSecond()
                    && memory <= SPARE_MEMORY * spec.memoryBytes()
                    && bandwidth <= MOST_BUSY * spec.bandwidthBytesPerSecond())
        .isPresent();
  }
}
