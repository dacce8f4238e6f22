package dev.breakeven.core.serving.sim;

import dev.breakeven.core.balance.Balancer;
import dev.breakeven.core.balance.PromptPrefix;
import dev.breakeven.core.balance.ReplicaLoads;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Trace;

/// Runs a trace through a cluster; exact with respect to the step model, to the picosecond.
///
/// Events of one instant happen in the order completion, change of replicas, arrival, sending of
/// what can wait, admission, and among equals by replica or request. Between events nothing is
/// looked at, so the time is in proportion to
/// requests and prompt chunks and not to tokens. Same trace, same cluster, same bits. A run is
/// single-threaded; runs share nothing.
public final class Simulator {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int NOWHERE = -1;

  private final Trace trace;
  private final Cluster cluster;
  private final Requests requests;
  private final ReplicaSet set;
  private final Replica[] replicas;
  private final EndTree ends;
  private final int[] composing;
  private int composingCount;
  private final Balancer balancer;
  private final Loads loads = new Loads();
  private final Prefix prefix = new Prefix();
  private final MinuteSeries series;

  /// Requests that no replica takes now, by the time they came.
  private final TimeQueue stranded = new TimeQueue();

  /// Requests that can wait and have not been sent to a replica, by their deadline.
  private final TimeQueue deferred = new TimeQueue();

  private final Deferral deferral;
  private long nextTick = MinuteSeries.MINUTE_PICOS;
  private long now;
  private int fromTrace;
  private int arrived;
  private int arrivedBeforeTick;
  private int spilled;
  private int spilledBeforeTick;
  private long tokensBeforeTick;
  private long busyBeforeTick;
  private long rentBeforeTick;

  private Simulator(Trace trace, Cluster cluster) {
    this.trace = trace;
    this.cluster = cluster;
    requests = new Requests(trace, cluster);
    balancer = cluster.balance().start();
    set = new ReplicaSet(trace, cluster, requests);
    replicas = set.replicas;
    ends = set.ends;
    composing = new int[2 * replicas.length];
    series = new MinuteSeries(cluster.engine().kvBytes());
    deferral = cluster.deferral().orElse(Deferral.NONE);
  }

  /// What `cluster` makes of `trace`.
  ///
  /// Throws [BreakevenException] when the simulated time passes what picoseconds can count, about
  /// 106 days, or when prefix blocks of the trace do not consist of whole KV blocks.
  public static Outcome run(Trace trace, Cluster cluster) {
    return finished(trace, cluster).outcome();
  }

  /// A run and what became of each request in it.
  public record Detailed(Outcome outcome, Fates fates) {}

  /// The same as [#run], with the fate of each request.
  public static Detailed detailed(Trace trace, Cluster cluster) {
    Simulator simulator = finished(trace, cluster);
    Summary summary = new Summary(trace, cluster, simulator);
    return new Detailed(summary.outcome(simulator.now), new Fates(simulator.requests, summary));
  }

  static Simulator finished(Trace trace, Cluster cluster) {
    int block = cluster.engine().blockTokens();
    if (trace.hasPrefixes() && trace.blockTokens() % block != 0) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "KV blocks of %d tokens do not divide the trace's prefix blocks of %d"
              .formatted(block, trace.blockTokens()),
          "",
          "Give a --block-size that divides them.");
    }
    try {
      Simulator simulator = new Simulator(trace, cluster);
      simulator.run();
      return simulator;
    } catch (ArithmeticException e) {
      throw new BreakevenException(
          ErrorCode.CONSTRAINT_UNMET,
          "the simulation runs past 106 days, which is all that picoseconds can count",
          "",
          "Give a shorter trace, more replicas or a faster deployment.");
    }
  }

  private void run() {
    long period = Math.multiplyExact(trace.periodNanos(), Requests.PICOS_PER_NANO);
    while (true) {
      long nextEnd = ends.first();
      long next = Math.min(Math.min(nextArrival(), deferred.nextTime()), nextEnd);
      if (next == NEVER && stranded.size() == 0 && set.nextChange() > period) {
        break;
      }
      next = Math.min(next, set.nextChange());
      while (nextTick <= next) {
        tick(nextTick);
        nextTick += MinuteSeries.MINUTE_PICOS;
      }
      now = next;
      if (nextEnd == next) {
        completeAll();
      }
      if (set.nextChange() == now) {
        changeReplicas();
      }
      while (deferred.nextTime() <= now) {
        leave(deferred.removeNext(), Requests.BATCHED);
      }
      if (nextArrival() == now) {
        arriveAll();
      }
      sendDeferred();
      composeAll();
    }
    if (trace.size() > 0) {
      tick(now);
    }
    set.close(Math.max(now, period));
  }

  /// Replicas come and go; what interrupted ones had, and what none took so far, is placed anew.
  private void changeReplicas() {
    TimeQueue back = new TimeQueue();
    set.change(now, requests.present(), back);
    while (back.size() > 0) {
      long came = back.nextTime();
      int request = back.removeNext();
      if (requests.deferrable(request)) {
        defer(came, request);
      } else {
        stranded.add(came, request);
      }
    }
    while (stranded.size() > 0 && (set.taking() > 0 || cluster.spill().isPresent())) {
      place(stranded.removeNext());
    }
  }

  private long nextArrival() {
    return Math.min(nextFromTrace(), requests.turns.nextTime());
  }

  private long nextFromTrace() {
    return fromTrace < trace.size()
        ? trace.arrivalNanos(fromTrace) * Requests.PICOS_PER_NANO
        : NEVER;
  }

  /// Lets all requests of this instant arrive, the earlier in the trace first.
  private void arriveAll() {
    Turns turns = requests.turns;
    do {
      boolean putOff = turns.nextTime() == now;
      if (putOff && (nextFromTrace() > now || turns.next() < fromTrace)) {
        int request = turns.next();
        turns.removeNext();
        arrive(request);
      } else if (!turns.defers(fromTrace++, now)) {
        arrive(fromTrace - 1);
      }
    } while (nextArrival() == now);
  }

  /// Completes the replicas whose segments end now; each is marked to be composed.
  private void completeAll() {
    do {
      int replica = ends.firstReplica();
      replicas[replica].complete();
      ends.set(replica, NEVER);
      set.completed(replica, now);
      composing[composingCount++] = replica;
    } while (ends.first() == now);
  }

  private void composeAll() {
    for (int i = 0; i < composingCount; i++) {
      int replica = composing[i];
      if (replicas[replica].composes()) {
        replicas[replica].compose(now);
        ends.set(replica, replicas[replica].end());
      }
    }
    composingCount = 0;
  }

  private void arrive(int request) {
    arrived++;
    requests.came(request, now);
    long refusal = Requests.refusal(trace, request, cluster.engine());
    if (refusal != Requests.RUNNING) {
      leave(request, refusal);
    } else if (requests.deferrable(request)) {
      defer(now, request);
    } else {
      place(request);
    }
  }

  /// `request` goes to a replica or to the API, or waits when there is neither.
  private void place(int request) {
    if (set.taking() == 0 && cluster.spill().isEmpty()) {
      stranded.add(requests.camePicos(request), request);
      return;
    }
    prefix.request = request;
    int replica = set.taking() == 0 ? NOWHERE : balancer.choose(loads, prefix);
    if (replica == NOWHERE || spills(replica, request)) {
      leave(request, Requests.SPILLED);
      spilled++;
    } else {
      send(request, replica);
    }
  }

  /// `request` ends without being served here.
  private void leave(int request, long mark) {
    requests.ended(request, mark, now);
  }

  private void defer(long came, int request) {
    deferred.add(Math.addExact(came, deferral.deadlinePicos()), request);
  }

  /// Sends what can wait, the earliest deadline first, as long as a replica has idle capacity.
  private void sendDeferred() {
    while (deferred.size() > 0) {
      int replica = idlest(trace.inputTokens(deferred.next()));
      if (replica == NOWHERE) {
        return;
      }
      prefix.request = deferred.next();
      send(deferred.removeNext(), replica);
    }
  }

  /// Of the replicas with idle capacity for a prompt, one with the fewest requests.
  private int idlest(int promptTokens) {
    int chosen = NOWHERE;
    int least = deferral.fill();
    for (int i = 0; i < replicas.length; i++) {
      long queued = replicas[i].queuedPromptTokens();
      boolean fits = queued == 0 || queued + promptTokens <= cluster.engine().maxNumBatchedTokens();
      if (set.takes(i) && fits && replicas[i].outstanding() < least) {
        least = replicas[i].outstanding();
        chosen = i;
      }
    }
    return chosen;
  }

  private void send(int request, int replica) {
    balancer.sent(replica, prefix);
    if (replicas[replica].offer(request, now)) {
      composing[composingCount++] = replica;
    }
    ends.set(replica, replicas[replica].end());
    set.loaded(replica);
  }

  private boolean spills(int replica, int request) {
    return cluster.spill().isPresent() && spills(cluster.spill().get(), replica, request);
  }

  private boolean spills(SpillRule rule, int replica, int request) {
    return rule.spills(loads, replica, trace.inputTokens(request));
  }

  private void tick(long time) {
    long tokens = 0;
    long busy = 0;
    long running = 0;
    long waiting = 0;
    long held = 0;
    tokens += set.retired().outputTokens;
    busy += set.retired().busyPicos;
    for (Replica replica : replicas) {
      replica.settle(time);
      tokens += replica.counters().outputTokens;
      busy += replica.counters().busyPicos + replica.begunPicos(time);
      running += replica.running();
      waiting += replica.waiting();
      held += replica.heldBytes();
    }
    long rent = set.rent().picos(time);
    series.add(
        arrived - arrivedBeforeTick,
        spilled - spilledBeforeTick,
        tokens - tokensBeforeTick,
        busy - busyBeforeTick,
        running,
        waiting + stranded.size(),
        held,
        set.rent().running(),
        rent - rentBeforeTick,
        deferred.size());
    rentBeforeTick = rent;
    arrivedBeforeTick = arrived;
    spilledBeforeTick = spilled;
    tokensBeforeTick = tokens;
    busyBeforeTick = busy;
  }

  Requests requests() {
    return requests;
  }

  ReplicaSet replicas() {
    return set;
  }

  MinuteSeries series() {
    return series;
  }

  private Outcome outcome() {
    return new Summary(trace, cluster, this).outcome(now);
  }

  /// The replicas as a balancer sees them.
  private final class Loads implements ReplicaLoads {
    @Override
    public int replicas() {
      return replicas.length;
    }

    @Override
    public boolean takes(int replica) {
      return set.takesAny(replica);
    }

    @Override
    public int outstanding(int replica) {
      return replicas[replica].outstanding();
    }

    @Override
    public long queuedPromptTokens(int replica) {
      return replicas[replica].queuedPromptTokens();
    }

    @Override
    public int leastLoaded() {
      return set.leastLoaded();
    }
  }

  /// The prefix ids of the request at hand.
  private final class Prefix implements PromptPrefix {
    private int request;

    @Override
    public int blocks() {
      return trace.prefixBlocks(request);
    }

    @Override
    public long id(int block) {
      return trace.prefixId(request, block);
    }
  }
}
