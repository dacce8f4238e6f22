package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;
import java.math.BigInteger;
import java.util.Arrays;

/// The replicas of a cluster: those always on, then places for those rented on demand.
///
/// A place is off, or its replica starts, is ready or drains. Each rental has a new replica, with
/// an empty cache. Changes of one instant happen in the order of places, then the autoscaler's
/// check.
final class ReplicaSet {
  private static final long NEVER = Long.MAX_VALUE;

  private enum State {
    OFF,
    STARTING,
    READY,
    DRAINING
  }

  /// The replica of each place.
  final Replica[] replicas;

  /// When the running segment of each ends.
  final EndTree ends;

  private final Cluster cluster;
  private final Requests requests;
  private final Replica off;

  /// Places from here on take requests that can wait and no other.
  private final int shared;

  private final boolean[] takes;
  private final State[] states;
  private final long[] startedAt;
  private final long[] readyAt;
  private final long[] interruptedAt;
  private final int[] rentals;
  private final EndTree changes;

  /// The outstanding requests of each that takes any request.
  private final EndTree loads;

  private final Rent rent = new Rent();
  private final Replica.Counters retired = new Replica.Counters();
  private BigInteger retiredBusy = BigInteger.ZERO;
  private long retiredSteps;

  /// Until when a check has wanted this many on demand.
  private final long[] wantedUntil;

  private long nextCheck = NEVER;
  private int taking;
  private int active;
  private long starts;
  private long interruptions;

  ReplicaSet(Trace trace, Cluster cluster, Requests requests) {
    this.cluster = cluster;
    this.requests = requests;
    int most = cluster.onDemand().map(rented -> rented.scale().max()).orElse(0);
    int places = cluster.replicas() + most;
    boolean apart = cluster.onDemand().map(OnDemand::onlyDeferrable).orElse(false);
    shared = apart ? cluster.replicas() : places;
    off = new Replica(cluster.engine(), requests, cluster.admission());
    replicas = new Replica[places];
    Arrays.fill(replicas, off);
    ends = new EndTree(places);
    changes = new EndTree(places);
    loads = new EndTree(places);
    takes = new boolean[places];
    states = new State[places];
    Arrays.fill(states, State.OFF);
    startedAt = new long[places];
    readyAt = new long[places];
    interruptedAt = new long[places];
    rentals = new int[places];
    wantedUntil = new long[most + 1];
    begin(trace);
  }

  private void begin(Trace trace) {
    for (int place = 0; place < cluster.replicas(); place++) {
      replicas[place] = new Replica(cluster.engine(), requests, cluster.admission());
      interruptedAt[place] = NEVER;
      rent.begins(0);
      ready(place);
    }
    if (cluster.onDemand().isPresent() && trace.size() > 0) {
      Autoscale scale = cluster.onDemand().get().scale();
      for (int i = 0; i < scale.min(); i++) {
        start(cluster.replicas() + i, 0);
        ready(cluster.replicas() + i);
      }
      starts = 0;
      nextCheck = scale.max() > scale.min() ? scale.everyPicos() : NEVER;
    }
  }

  boolean takes(int place) {
    return takes[place];
  }

  /// Whether `place` takes those that cannot wait, too.
  boolean takesAny(int place) {
    return takes[place] && place < shared;
  }

  /// Requests were sent to `place` or ended there.
  void loaded(int place) {
    if (takesAny(place)) {
      loads.set(place, replicas[place].outstanding());
    }
  }

  /// Of those that take any request the one with the fewest, the first of equals.
  int leastLoaded() {
    return loads.firstReplica();
  }

  /// How many take any request.
  int taking() {
    return taking;
  }

  long nextChange() {
    return Math.min(changes.first(), nextCheck);
  }

  /// What changes at `now`: replicas become ready, are interrupted, started and given up. Requests
  /// of interrupted ones go to `back`, by the time they came. `present` are those at hand.
  void change(long now, long present, TimeQueue back) {
    changeDue(now, back);
    if (nextCheck == now) {
      check(now, present);
      changeDue(now, back); // one without a cold start is ready at once
    }
  }

  private void changeDue(long now, TimeQueue back) {
    while (changes.first() == now) {
      int place = changes.firstReplica();
      if (interruptedAt[place] == now) {
        interrupt(place, now, back);
      } else {
        ready(place);
      }
    }
  }

  private void check(long now, long present) {
    OnDemand rented = cluster.onDemand().orElseThrow();
    Autoscale scale = rented.scale();
    nextCheck = Math.addExact(now, scale.everyPicos());
    int desired = scale.desired(present, cluster.replicas());
    long until = Math.addExact(now, scale.stabilisationPicos());
    Arrays.fill(wantedUntil, 0, desired + 1, until);
    for (int i = cluster.replicas(); i < states.length && active < desired; i++) {
      if (states[i] == State.OFF) {
        start(i, now);
      }
    }
    int kept = desired;
    while (kept < scale.max() && wantedUntil[kept + 1] > now) {
      kept++;
    }
    for (int i = states.length - 1; i >= cluster.replicas() && active > kept; i--) {
      boolean on = states[i] == State.STARTING || states[i] == State.READY;
      if (on && now - startedAt[i] >= rented.minimumPicos()) {
        giveUp(i, now);
      }
    }
  }

  private void start(int place, long now) {
    OnDemand rented = cluster.onDemand().orElseThrow();
    int rental = rentals[place]++;
    replicas[place] = new Replica(cluster.engine(), requests, cluster.admission());
    states[place] = State.STARTING;
    startedAt[place] = now;
    readyAt[place] = Math.addExact(now, rented.coldStartPicos());
    long lasts = rented.interruptions().map(some -> some.after(place, rental)).orElse(NEVER);
    interruptedAt[place] = lasts > NEVER - now ? NEVER : now + lasts;
    changes.set(place, Math.min(readyAt[place], interruptedAt[place]));
    rent.begins(now);
    active++;
    starts++;
  }

  private void ready(int place) {
    states[place] = State.READY;
    takes[place] = true;
    taking += takesAny(place) ? 1 : 0;
    loaded(place);
    changes.set(place, interruptedAt[place]);
  }

  private void giveUp(int place, long now) {
    boolean ends = states[place] == State.STARTING || replicas[place].outstanding() == 0;
    takesNoMore(place);
    states[place] = State.DRAINING;
    active--;
    if (ends) {
      stop(place, now);
    }
  }

  private void takesNoMore(int place) {
    if (takesAny(place)) {
      loads.set(place, NEVER);
      taking--;
    }
    takes[place] = false;
  }

  /// `place` has completed a segment: when it drains and nothing is left, that was all.
  void completed(int place, long now) {
    loaded(place);
    if (states[place] == State.DRAINING && replicas[place].outstanding() == 0) {
      stop(place, now);
    }
  }

  private void stop(int place, long now) {
    retire(replicas[place]);
    replicas[place] = off;
    states[place] = State.OFF;
    ends.set(place, NEVER);
    changes.set(place, NEVER);
    rent.ends(startedAt[place], now, cluster.onDemand().orElseThrow().minimumPicos());
  }

  private void interrupt(int place, long now, TimeQueue back) {
    for (int request : replicas[place].interrupt(now)) {
      back.add(requests.camePicos(request), request);
    }
    interruptions++;
    boolean drains = states[place] == State.DRAINING;
    if (!drains) {
      takesNoMore(place);
      active--;
    }
    stop(place, now);
    if (!drains) {
      start(place, now);
    }
  }

  private void retire(Replica replica) {
    retired.add(replica.counters());
    retiredBusy = retiredBusy.add(BigInteger.valueOf(replica.counters().busyPicos));
    retiredSteps += replica.engineSteps();
  }

  /// The run is over at `now`.
  void close(long now) {
    for (int place = cluster.replicas(); place < states.length; place++) {
      if (states[place] != State.OFF) {
        stop(place, now);
      }
    }
  }

  Rent rent() {
    return rent;
  }

  long starts() {
    return starts;
  }

  long interruptions() {
    return interruptions;
  }

  Replica.Counters retired() {
    return retired;
  }

  /// Totals of all replicas that there were.
  Replica.Counters counters() {
    Replica.Counters sum = new Replica.Counters();
    sum.add(retired);
    for (Replica replica : replicas) {
      sum.add(replica.counters());
    }
    return sum;
  }

  BigInteger busyPicos() {
    BigInteger sum = retiredBusy;
    for (Replica replica : replicas) {
      sum = sum.add(BigInteger.valueOf(replica.counters().busyPicos));
    }
    return sum;
  }

  long engineSteps() {
    long steps = retiredSteps;
    for (Replica replica : replicas) {
      steps += replica.engineSteps();
    }
    return steps;
  }
}
