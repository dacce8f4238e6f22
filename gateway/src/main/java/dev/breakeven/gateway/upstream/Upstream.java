package dev.breakeven.gateway.upstream;

import dev.breakeven.core.balance.Balancer;
import dev.breakeven.core.balance.PromptPrefix;
import dev.breakeven.core.balance.ReplicaLoads;
import dev.breakeven.gateway.settings.UpstreamSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An upstream with the state of its replicas. Thread-safe.
public final class Upstream {
  /// An outstanding count that no balancer prefers.
  private static final int NOT_HERE = Integer.MAX_VALUE / 4;

  private final UpstreamSettings settings;
  private final List<Replica> replicas;
  private final Balancer balancer;

  Upstream(UpstreamSettings settings, Duration rest) {
    this.settings = settings;
    replicas = settings.replicas().stream().map(url -> new Replica(url, rest)).toList();
    balancer = settings.balance().start();
  }

  public UpstreamSettings settings() {
    return settings;
  }

  public List<Replica> replicas() {
    return replicas;
  }

  /// Under which name this upstream serves the model that a client asks for; empty when it does
  /// not.
  public Optional<String> servedName(String asked) {
    return settings.models().isEmpty()
        ? Optional.of(asked)
        : Optional.ofNullable(settings.models().get(asked));
  }

  /// True when every replica that is up has as many calls as it may before others are asked.
  public boolean isSaturated() {
    return settings
        .spillAt()
        .filter(
            most ->
                replicas.stream()
                    .filter(replica -> !replica.isDown() && !replica.isDraining())
                    .allMatch(replica -> replica.outstanding() >= most))
        .isPresent();
  }

  /// A replica for a call, which counts there from now on until [Replica#ended]; empty when all
  /// are down or drained. One of `tried`, which failed this very call, is only the last resort.
  public Optional<Replica> acquire(PromptPrefix prefix, Set<Replica> tried, long now) {
    synchronized (balancer) {
      int chosen = replicas.size() == 1 ? 0 : balancer.choose(loads(now), prefix);
      for (boolean again : new boolean[] {false, true}) {
        for (int i = 0; i < replicas.size(); i++) {
          int index = (chosen + i) % replicas.size();
          Replica replica = replicas.get(index);
          if (tried.contains(replica) == again && replica.tryAcquire(now)) {
            balancer.sent(index, prefix);
            return Optional.of(replica);
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Whether there is a replica that is up and not among `tried`.
  public boolean hasOther(Set<Replica> tried) {
    return replicas.stream()
        .anyMatch(
            replica -> !tried.contains(replica) && !replica.isDown() && !replica.isDraining());
  }

  private ReplicaLoads loads(long now) {
    return new ReplicaLoads() {
      @Override
      public int replicas() {
        return replicas.size();
      }

      @Override
      public int outstanding(int replica) {
        Replica one = replicas.get(replica);
        return one.isResting(now) || one.isDraining() ? NOT_HERE : one.outstanding();
      }

      @Override
      public long queuedPromptTokens(int replica) {
        return 0;
      }
    };
  }
}
