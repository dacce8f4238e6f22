package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Telemetry.Metric;
import dev.breakeven.core.units.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Engines in which requests wait or are thrown out again, and pods killed for want of memory.
///
/// A risk to callers, and no amount of dollars.
final class UnderProvisionedRule implements WasteRule {
  private static final double MOST_HOURS_WAITING = 0.2;
  private static final double MOST_PREEMPTIONS_AN_HOUR = 1;
  private static final long LEAST_HOURS = 24;

  @Override
  public String id() {
    return "under-provisioned";
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    for (Engines.Engine engine : estate.engines().all()) {
      long hours = engine.hours();
      long waiting = engine.hoursAbove(Metric.WAITING, 0);
      double thrownOut = engine.sum(Metric.PREEMPTIONS);
      List<String> evidence = new ArrayList<>();
      if (hours >= LEAST_HOURS && waiting > MOST_HOURS_WAITING * hours) {
        evidence.add("requests waited in %,d of %,d hours".formatted(waiting, hours));
      }
      if (hours >= LEAST_HOURS && thrownOut > MOST_PREEMPTIONS_AN_HOUR * hours) {
        evidence.add("%,.0f pre-emptions in %,d hours".formatted(thrownOut, hours));
      }
      add(findings, engine.pod(), evidence, "Add a replica, or lower the context and the batch");
    }
    for (Cluster.Pod pod : estate.cluster().pods()) {
      if (pod.oomKills() > 0 && pod.gpus() > 0) {
        add(
            findings,
            pod.path(),
            List.of("%,d containers killed for want of memory".formatted(pod.oomKills())),
            "Raise its memory limit, or lower what it holds");
      }
    }
    return findings;
  }

  private void add(List<Finding> findings, String pod, List<String> evidence, String fix) {
    if (!evidence.isEmpty()) {
      findings.add(
          new Finding(
              id(),
              pod,
              Optional.empty(),
              Basis.METERED,
              Finding.Confidence.MEDIUM,
              evidence,
              fix));
    }
  }
}
