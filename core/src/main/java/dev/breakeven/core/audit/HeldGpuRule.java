package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Telemetry.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// GPUs that a pod holds and does not use; an engine that had a request is not idle.
final class HeldGpuRule implements WasteRule {
  private static final double FEW_HOURS = 0.05;

  @Override
  public String id() {
    return "gpu-held";
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Gpus.Gpu> held = estate.gpus().all().stream().filter(Gpus.Gpu::isHeld).toList();
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, List<Gpus.Gpu>> each :
        IdleGpus.groups(held, Gpus.Gpu::holderName).entrySet()) {
      Engines.Engine engine = estate.engines().of(each.getKey());
      if (servesMoreThan(engine)) {
        continue;
      }
      List<String> evidence = new ArrayList<>(IdleGpus.evidence(each.getValue()));
      evidence.add(
          engine.isKnown()
              ? "its engine had no request in these hours"
              : "no engine metrics of it are known");
      findings.add(
          new Finding(
              id(),
              each.getKey(),
              IdleGpus.sum(each.getValue()),
              IdleGpus.basis(each.getValue()),
              engine.isKnown() ? Finding.Confidence.HIGH : Finding.Confidence.MEDIUM,
              evidence,
              "Scale " + owner(each.getValue()) + " to zero, or label it " + Cluster.WARM_POOL));
    }
    return findings;
  }

  private static boolean servesMoreThan(Engines.Engine engine) {
    return engine.hoursAbove(Metric.RUNNING, 0) > FEW_HOURS * Math.max(1, engine.hours());
  }

  private static String owner(List<Gpus.Gpu> gpus) {
    return gpus.getFirst()
        .holder()
        .map(Cluster.Pod::owner)
        .filter(name -> !name.isEmpty())
        .map(Finding::quoted)
        .orElse("it");
  }
}
