package dev.breakeven.core.plan;

import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.workload.Replay;
import dev.breakeven.core.workload.Slo;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What plans simulated, for the next plan of the same traffic: no price enters a run, so that a
/// plan with other prices, people or constraints looks up what it would run again.
///
/// A plan is the same with it as without. Kept are the runs of one traffic, the last that was
/// planned, and of it those of the ways to run a deployment that were used last: as many as take
/// about [#MOST_BYTES], of which nearly all is the spilled requests, a bit each, and the hours.
/// Thread-safe: plans at the same time share runs, and none is made twice.
public final class SimulatedRuns {
  /// An hour of 20,000 requests takes some 50 KB for each deployment, a week of two million up to
  /// 10 MB: six of those, or a thousand of those.
  static final long MOST_BYTES = 64L << 20;

  private static final long BYTES_EACH = 1_024;
  private static final long HOUR_BYTES = 48;

  private Optional<OfTraffic> last = Optional.empty();

  /// Those of the traffic that `replay` stands for.
  synchronized OfTraffic of(Replay replay) {
    OfTraffic runs =
        last.filter(known -> known.replay.equals(replay)).orElseGet(() -> new OfTraffic(replay));
    last = Optional.of(runs);
    return runs;
  }

  /// One run: what a mix or own GPUs did, the requests that were spilled, and the first target that
  /// was missed.
  record Run(MixRun run, BitSet spilled, Optional<String> miss) {
    long bytes() {
      return BYTES_EACH + spilled.size() / Byte.SIZE + run.hours().size() * HOUR_BYTES;
    }
  }

  /// The runs of one deployment with one batch and one limit to spill by.
  record Deployed(
      Engine engine,
      Map<Trials.Setting, Set<Slo.Metric>> held,
      Map<Long, Run> alone,
      Map<Long, Run> spilling) {
    Deployed(Engine engine) {
      this(engine, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    private long bytes() {
      return BYTES_EACH
          + Stream.concat(alone.values().stream(), spilling.values().stream())
              .mapToLong(Run::bytes)
              .sum();
    }
  }

  /// Everything that a run depends on.
  record Key(Stage stage, Slo slo, Capacity capacity, double spillSeconds) {}

  /// The runs of one traffic.
  static final class OfTraffic {
    private final Replay replay;
    private final Stage scout;
    private final Stage full;
    private final Map<Key, Deployed> known = new LinkedHashMap<>(16, 0.75f, true);

    private OfTraffic(Replay replay) {
      this.replay = replay;
      scout = Stage.scout(replay);
      full = Stage.full(replay);
    }

    Stage scout() {
      return scout;
    }

    Stage full() {
      return full;
    }

    Deployed of(Key key, Supplier<Engine> engine) {
      synchronized (known) {
        Deployed found = known.get(key);
        if (found != null) {
          return found;
        }
      }
      Deployed made = new Deployed(engine.get());
      synchronized (known) {
        trim();
        Deployed other = known.putIfAbsent(key, made);
        return other == null ? made : other;
      }
    }

    /// Forgets those that were used longest ago.
    private void trim() {
      long bytes = known.values().stream().mapToLong(Deployed::bytes).sum();
      Iterator<Deployed> eldest = known.values().iterator();
      while (bytes > MOST_BYTES && eldest.hasNext()) {
        bytes -= eldest.next().bytes();
        eldest.remove();
      }
    }
  }
}
