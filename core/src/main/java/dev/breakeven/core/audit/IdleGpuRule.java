package dev.breakeven.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// GPUs that are paid for, and that no pod holds and nothing uses.
final class IdleGpuRule implements WasteRule {
  @Override
  public String id() {
    return "idle-gpu";
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Gpus.Gpu> free =
        new ArrayList<>(
            estate.gpus().all().stream()
                .filter(gpu -> !gpu.isHeld() && IdleGpus.isIdle(gpu))
                .sorted(
                    Comparator.comparing(
                            (Gpus.Gpu gpu) ->
                                IdleGpus.usdMonth(gpu).map(usd -> usd.nanos()).orElse(0L))
                        .thenComparing(Gpus.Gpu::id))
                .toList());
    List<Gpus.Gpu> judged =
        free.subList(Math.min(free.size(), estate.settings().warmPoolGpus()), free.size());
    List<Finding> findings = new ArrayList<>();
    IdleGpus.groups(judged, Gpus.Gpu::host)
        .forEach(
            (host, gpus) ->
                findings.add(
                    new Finding(
                        id(),
                        host,
                        IdleGpus.sum(gpus),
                        IdleGpus.basis(gpus),
                        Finding.Confidence.HIGH,
                        IdleGpus.evidence(gpus),
                        "Release the machine, or give it work that can wait")));
    return findings;
  }
}
