package dev.breakeven.core.serving.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rented replicas the plain way: every rental and every check is kept and looked at again.
final class PlainRenting {
  private static final long NEVER = Long.MAX_VALUE;

  /// One rental of a place; a replica always on is one that never ends.
  static final class Rental {
    final int place;
    final long start;
    long ready;
    long gone = NEVER;
    long end = NEVER;
    boolean givenUp;

    Rental(int place, long start) {
      this.place = place;
      this.start = start;
    }
  }

  final List<Rental> rentals = new ArrayList<>();
  private final List<Rental> open = new ArrayList<>();
  private final List<long[]> checks = new ArrayList<>();
  private final Cluster cluster;
  private final OnDemand rented;
  final int places;
  private final int[] starts;
  private int checked;
  int interruptions;

  PlainRenting(Cluster cluster) {
    this.cluster = cluster;
    rented =
        cluster
            .onDemand()
            .orElse(new OnDemand(new Autoscale(0, 1, 1, NEVER, 0), 0, 0, Optional.empty()));
    int most = cluster.onDemand().isPresent() ? rented.scale().max() : 0;
    places = cluster.replicas() + most;
    starts = new int[places];
    for (int i = 0; i < cluster.replicas(); i++) {
      rentals.add(new Rental(i, 0));
      open.add(rentals.getLast());
    }
    for (int i = 0; i < rented.scale().min(); i++) {
      start(cluster.replicas() + i, 0).ready = 0;
    }
  }

  private Rental start(int place, long now) {
    Rental rental = new Rental(place, now);
    int before = starts[place]++;
    rental.ready = now + rented.coldStartPicos();
    if (rented.interruptions().isPresent()) {
      long lasts = rented.interruptions().get().after(place, before);
      rental.gone = lasts < NEVER - now ? now + lasts : NEVER;
    }
    rentals.add(rental);
    open.add(rental);
    return rental;
  }

  private List<Rental> open() {
    open.removeIf(rental -> rental.end != NEVER);
    return List.copyOf(open);
  }

  boolean takes(int place, long now) {
    return open().stream()
        .anyMatch(rental -> rental.place == place && rental.ready <= now && !rental.givenUp);
  }

  boolean takesAny(int place, long now) {
    return takes(place, now) && (place < cluster.replicas() || !rented.onlyDeferrable());
  }

  long next(long now) {
    long next = nextCheck();
    for (Rental rental : open()) {
      next = Math.min(next, rental.gone);
      if (rental.ready > now && !rental.givenUp) {
        next = Math.min(next, rental.ready);
      }
    }
    return next;
  }

  private long nextCheck() {
    boolean scales = cluster.onDemand().isPresent() && rented.scale().min() < rented.scale().max();
    return scales ? rented.scale().everyPicos() * (checked + 1) : NEVER;
  }

  /// The places whose replica goes now; others start there unless it was given up.
  List<Integer> interrupted(long now) {
    List<Integer> gone = new ArrayList<>();
    for (Rental rental : open()) {
      if (rental.gone == now) {
        rental.end = now;
        gone.add(rental.place);
        interruptions++;
        if (!rental.givenUp) {
          start(rental.place, now);
        }
      }
    }
    return gone;
  }

  void check(long now, long present) {
    if (nextCheck() != now) {
      return;
    }
    checked++;
    Autoscale scale = rented.scale();
    int wanted = (int) Math.ceil((double) present / scale.target()) - cluster.replicas();
    wanted = Math.max(scale.min(), Math.min(scale.max(), wanted));
    checks.add(new long[] {now, wanted});
    List<Rental> active =
        new ArrayList<>(
            open().stream()
                .filter(rental -> rental.place >= cluster.replicas() && !rental.givenUp)
                .toList());
    for (int place = cluster.replicas(); place < places && active.size() < wanted; place++) {
      int free = place;
      if (open().stream().noneMatch(rental -> rental.place == free)) {
        active.add(start(place, now));
      }
    }
    long kept = wanted;
    for (int i = checks.size() - 1; i >= 0; i--) {
      if (checks.get(i)[0] + scale.stabilisationPicos() <= now) {
        break;
      }
      kept = Math.max(kept, checks.get(i)[1]);
    }
    active.sort((left, right) -> Integer.compare(right.place, left.place));
    int left = active.size();
    for (Rental rental : active) {
      if (left > kept && now - rental.start >= rented.minimumPicos()) {
        rental.givenUp = true;
        left--;
      }
    }
  }

  /// Ends the rental of `place` when it was given up.
  boolean stopsGivenUp(int place, long now) {
    for (Rental rental : open()) {
      if (rental.place == place && rental.givenUp) {
        rental.end = now;
        return true;
      }
    }
    return false;
  }

  void close(long now) {
    for (Rental rental : open()) {
      if (rental.place >= cluster.replicas()) {
        rental.end = now;
      }
    }
  }

  long on() {
    return open().size();
  }

  /// Time of all rentals between two instants.
  long picos(long from, long to) {
    long sum = 0;
    for (Rental rental : rentals) {
      sum += Math.max(0, Math.min(to, rental.end) - Math.max(from, rental.start));
    }
    return sum;
  }

  long paidNanos() {
    long sum = 0;
    for (Rental rental : rentals) {
      if (rental.place >= cluster.replicas()) {
        long paid = Math.max(rented.minimumPicos(), rental.end - rental.start);
        sum += (paid + 999) / 1000;
      }
    }
    return sum;
  }

  long starts() {
    return rentals.size() - cluster.replicas() - rented.scale().min();
  }
}
