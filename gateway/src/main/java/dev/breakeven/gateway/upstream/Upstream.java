package dev.breakeven.gateway.upstream;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.Balancer;
import dev.breakeven.core.balance.PromptPrefix;
import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.core.balance.ReplicaLoads;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.gateway.settings.UpstreamSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// An upstream with the state of its replicas. Thread-safe.
public final class Upstream {
  private static final long PICOS_PER_NANO = 1_000L;

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

  /// True when the next upstream should be asked first: each replica that is up has as many calls
  /// as it may, or is too full by what its engine shows, for a call of so many prompt tokens.
  public boolean isSaturated(int promptTokens, long now) {
    if (settings.spillAt().isEmpty() && !settings.overflow().needsLoad()) {
      return false;
    }
    ReplicaLoads loads = loads(now);
    boolean any = false;
    for (int i = 0; i < replicas.size(); i++) {
      if (isAvailable(replicas.get(i))) {
        any = true;
        if (!isFull(loads, i, promptTokens, now)) {
          return false;
        }
      }
    }
    return any;
  }

  private boolean isFull(ReplicaLoads loads, int index, int promptTokens, long now) {
    Replica replica = replicas.get(index);
    return settings.spillAt().filter(most -> replica.outstanding() >= most).isPresent()
        || replica.load().isOver(settings.overflow(), replica.outstanding(), now)
        || isLate(loads, index, now)
        || settings
            .overflow()
            .planned()
            .filter(rule -> rule.spills(loads, index, promptTokens))
            .isPresent();
  }

  /// Whether a first token is predicted to come too late; false until the replica was seen full.
  private boolean isLate(ReplicaLoads loads, int index, long now) {
    Optional<Duration> limit = settings.overflow().firstToken();
    Optional<ReplicaCapacity> capacity = replicas.get(index).load().capacity(now);
    return limit.isPresent()
        && capacity.isPresent()
        && new SpillRule(capacity.get(), limit.get().toNanos() * PICOS_PER_NANO)
            .spills(loads, index, 0);
  }

  /// Whether it matters which prompt a call has.
  public boolean balancesByPrefix() {
    return settings.balance() == BalancePolicy.PREFIX_AFFINE && replicas.size() > 1;
  }

  /// A replica for a call, which counts there from now on until [Replica#ended]; empty when all
  /// are down or drained. One of `tried`, which failed this very call, is only the last resort.
  public Optional<Replica> acquire(PromptPrefix prefix, Set<Replica> tried, long now) {
    synchronized (balancer) {
      return acquire(prefix, replica -> !tried.contains(replica), now)
          .or(() -> acquire(prefix, tried::contains, now));
    }
  }

  /// A replica for a call that nobody waits for, as [#acquire] gives it, but none that is down or
  /// full: to try such a one, or to fill it, is for calls of clients.
  public Optional<Replica> acquireSpare(PromptPrefix prefix, int promptTokens, long now) {
    if (isSaturated(promptTokens, now)) {
      return Optional.empty();
    }
    synchronized (balancer) {
      return acquire(prefix, Upstream::isAvailable, now);
    }
  }

  private Optional<Replica> acquire(PromptPrefix prefix, Predicate<Replica> which, long now) {
    int chosen = replicas.size() == 1 ? 0 : balancer.choose(loads(now), prefix);
    for (int i = 0; i < replicas.size(); i++) {
      int index = (chosen + i) % replicas.size();
      Replica replica = replicas.get(index);
      if (which.test(replica) && replica.tryAcquire(now)) {
        balancer.sent(index, prefix);
        return Optional.of(replica);
      }
    }
    return Optional.empty();
  }

  /// Whether there is a replica that is up and not among `tried`.
  public boolean hasOther(Set<Replica> tried) {
    return replicas.stream().anyMatch(replica -> !tried.contains(replica) && isAvailable(replica));
  }

  private static boolean isAvailable(Replica replica) {
    return !replica.isDown() && !replica.isDraining();
  }

  /// Up, or down for so long that a call is to try it.
  private static boolean isWorthACall(Replica replica, long now) {
    return !replica.isResting(now) && !replica.isDraining();
  }

  private ReplicaLoads loads(long now) {
    boolean none = replicas.stream().noneMatch(replica -> isWorthACall(replica, now));
    return new ReplicaLoads() {
      @Override
      public int replicas() {
        return replicas.size();
      }

      /// When all are down one of them is chosen, since one of them may be tried.
      @Override
      public boolean takes(int replica) {
        return none || isWorthACall(replicas.get(replica), now);
      }

      @Override
      public int outstanding(int replica) {
        Replica one = replicas.get(replica);
        return one.load().outstanding(one.outstanding(), now);
      }

      @Override
      public long queuedPromptTokens(int replica) {
        return replicas.get(replica).queuedPromptTokens();
      }
    };
  }
}
