package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.units.Basis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How engines are set up in a cluster, against what they are used for. Risks, no dollars.
final class ConfigRules {
  private ConfigRules() {}

  static List<WasteRule> all() {
    return List.of(new NoGpuLimit(), new LongContext(), new PrefixCacheOff(), new ExposedPort());
  }

  private static Finding risk(String rule, Cluster.Pod pod, String evidence, String fix) {
    return new Finding(
        rule,
        pod.path(),
        Optional.empty(),
        Basis.METERED,
        Finding.Confidence.HIGH,
        List.of(evidence),
        fix);
  }

  private static List<Cluster.Pod> engines(Estate estate) {
    return estate.cluster().pods().stream()
        .filter(pod -> pod.isRunning() && pod.isEngine())
        .toList();
  }

  /// An engine that asks for no GPU takes whichever it finds, and is counted by nobody.
  private static final class NoGpuLimit implements WasteRule {
    @Override
    public String id() {
      return "no-gpu-limit";
    }

    @Override
    public List<Finding> findings(Estate estate) {
      return engines(estate).stream()
          .filter(pod -> pod.gpuLimit() == 0)
          .map(
              pod ->
                  risk(
                      id(),
                      pod,
                      "an engine without a GPU in resources.limits",
                      "Set resources.limits to the GPUs that it uses"))
          .toList();
    }
  }

  /// A context far above what calls use keeps memory from the batch.
  private static final class LongContext implements WasteRule {
    private static final long LEAST = 32_768;
    private static final int TIMES = 8;
    private static final long LEAST_CALLS = 100;
    private static final int STEPS = 64;

    private final Map<String, long[]> lengths = new HashMap<>();

    @Override
    public String id() {
      return "context-above-use";
    }

    @Override
    public void see(CallFact fact) {
      if (fact instanceof CallFact.Sizes sizes) {
        lengths.computeIfAbsent(name(sizes.model()), _ -> new long[STEPS])[sizes.doublings()] +=
            sizes.calls();
      }
    }

    /// Names of one model differ by their maker in front and by case.
    private static String name(String model) {
      return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Finding> findings(Estate estate) {
      List<Finding> findings = new ArrayList<>();
      for (Cluster.Pod pod : engines(estate)) {
        String model = estate.engines().of(pod.path()).model();
        String served = model.isEmpty() ? Arguments.model(pod) : model;
        long context = Arguments.context(pod);
        long p99 = p99(lengths.getOrDefault(name(served), new long[STEPS]));
        if (context >= LEAST && p99 > 0 && context >= TIMES * p99) {
          findings.add(
              risk(
                  id(),
                  pod,
                  "context of %,d tokens, 99 of 100 calls to %s use at most %,d"
                      .formatted(context, served, p99),
                  "Lower the context to what calls use, and gain room for the batch"));
        }
      }
      return findings;
    }

    /// The power of two that 99 of 100 calls stay within, or 0 for too few calls.
    private static long p99(long[] counts) {
      long all = Arrays.stream(counts).sum();
      long seen = 0;
      for (int i = 0; all >= LEAST_CALLS && i < STEPS; i++) {
        seen += counts[i];
        if (100 * seen >= 99 * all) {
          return 1L << i;
        }
      }
      return 0;
    }
  }

  private static final class PrefixCacheOff implements WasteRule {
    @Override
    public String id() {
      return "prefix-cache-off";
    }

    @Override
    public List<Finding> findings(Estate estate) {
      return engines(estate).stream()
          .filter(
              pod ->
                  pod.arguments().contains("--no-enable-prefix-caching")
                      || pod.arguments().contains("--disable-radix-cache"))
          .map(
              pod ->
                  risk(
                      id(),
                      pod,
                      "its command line switches the prefix cache off",
                      "Leave it on: equal beginnings of prompts are then computed once"))
          .toList();
    }
  }

  private static final class ExposedPort implements WasteRule {
    @Override
    public String id() {
      return "exposed-engine-port";
    }

    @Override
    public List<Finding> findings(Estate estate) {
      List<Finding> findings = new ArrayList<>();
      for (Cluster.Pod pod : engines(estate)) {
        boolean guarded = pod.arguments().stream().anyMatch(word -> word.startsWith("--api-key"));
        Optional<Cluster.Entry> entry =
            estate.cluster().entries().stream()
                .filter(each -> each.isOpen() && each.leadsTo(pod))
                .findFirst();
        if (!guarded && (entry.isPresent() || !pod.hostPorts().isEmpty())) {
          findings.add(
              risk(
                  id(),
                  pod,
                  entry
                      .map(
                          each ->
                              "service " + Finding.quoted(each.name()) + " of type " + each.type())
                      .orElse("a port of its host"),
                  "Put a gateway with keys before it, and make the service ClusterIP"));
        }
      }
      return findings;
    }
  }
}
