package dev.breakeven.core.workload;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Ratio;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// Traffic known by the rates and lengths of each caller, and requests made from them.
///
/// As ServeGen makes them: every caller by itself, in each window at its own rate with times
/// between calls of its own distribution, lengths from its own distribution of that time. A caller
/// without lengths draws each from another caller's, by their numbers of requests. Of more requests
/// than are made, a part of each window at the full rate stands for the window. Windows that no
/// caller has are left out as gaps in the record. Same traffic, same bytes.
public final class CallerTraffic {
  private static final long SEED = 1;
  private static final double SECOND = 1e9;

  private final String source;
  private final List<Window> windows;
  private final Map<Integer, NavigableMap<Long, Lengths>> lengths;
  private final long widthNanos;
  private final Map<Long, Integer> ranks = new HashMap<>();
  private final List<Donor> donors = new ArrayList<>();
  private final double expected;
  private final double foreign;

  /// A caller's calls a second from `startNanos` on, and the times between them.
  public record Window(int caller, long startNanos, double perSecond, InterArrivals between) {}

  /// What a caller's requests look like.
  public record Lengths(LengthQuantiles input, LengthQuantiles output) {}

  /// A caller with lengths, and the requests of it and of those before it.
  private record Donor(int caller, double upTo) {}

  /// `windows` in any order, all as wide as the closest two are apart; `lengths` by caller and the
  /// nanosecond from which they hold. Throws [BreakevenException] where no time or no length is.
  public CallerTraffic(
      String source, List<Window> windows, Map<Integer, NavigableMap<Long, Lengths>> lengths) {
    this.source = source;
    this.lengths = Map.copyOf(lengths);
    this.windows =
        windows.stream()
            .sorted(Comparator.comparingInt(Window::caller).thenComparingLong(Window::startNanos))
            .toList();
    long[] starts = windows.stream().mapToLong(Window::startNanos).sorted().distinct().toArray();
    long width = Long.MAX_VALUE;
    for (int i = 0; i < starts.length; i++) {
      ranks.put(starts[i], i);
      width = i == 0 ? width : Math.min(width, starts[i] - starts[i - 1]);
    }
    widthNanos = width;
    Map<Integer, Double> requests = new TreeMap<>();
    for (Window window : this.windows) {
      requests.merge(window.caller(), window.perSecond() * width / SECOND, Double::sum);
    }
    expected = requests.values().stream().mapToDouble(each -> each).sum();
    double own = 0;
    double without = 0;
    for (Map.Entry<Integer, Double> caller : requests.entrySet()) {
      if (this.lengths.containsKey(caller.getKey())) {
        own += caller.getValue();
        donors.add(new Donor(caller.getKey(), own));
      } else {
        without += caller.getValue();
      }
    }
    foreign = without;
    if (starts.length < 2 || donors.isEmpty() || !(expected > 0)) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          starts.length < 2
              ? "the rates have fewer than two windows, from which no width follows"
              : "no caller with a rate has lengths",
          source,
          "Give the rates and the lengths of the same callers.");
    }
  }

  /// The requests there are at `scale` times every caller's rate.
  ///
  /// Throws `TRAFFIC_TOO_LARGE` where they come so unevenly that their number is far from the mean.
  public Trace trace(Ratio scale) {
    double all = expected * scale.toDouble();
    long speed = (long) Math.max(1, Math.ceil(all / SyntheticTrace.MAX_REQUESTS));
    long slice = Math.max(1, widthNanos / speed);
    Trace.Builder builder = new Trace.Builder().period(slice * ranks.size());
    int from = 0;
    while (from < windows.size()) {
      int to = from;
      while (to < windows.size() && windows.get(to).caller() == windows.get(from).caller()) {
        to++;
      }
      new Caller(builder, windows.subList(from, to), scale.toDouble(), slice).call();
      from = to;
    }
    if (builder.size() == 0) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "the scale leaves about %.3g requests, which is none".formatted(all),
          source,
          "Give a larger one.");
    }
    return builder.build(
        new Provenance.Shaped(
            List.of(new Provenance.Observed(source)),
            statement(scale, speed, builder.size()),
            Ratio.of(speed)));
  }

  private long rank(Window window) {
    return Objects.requireNonNull(ranks.get(window.startNanos()), "window");
  }

  private String statement(Ratio scale, long speed, int made) {
    long starts = ranks.keySet().stream().mapToLong(each -> each).min().orElse(0);
    long ends = ranks.keySet().stream().mapToLong(each -> each).max().orElse(0);
    long gaps = (ends - starts) / widthNanos + 1 - ranks.size();
    StringBuilder text = new StringBuilder();
    if (!scale.equals(Ratio.ONE)) {
      text.append(
          "%s times every caller's rate, "
              .formatted(scale.decimal(6).stripTrailingZeros().toPlainString()));
    }
    text.append(
        "%,d requests made from the rates and lengths of %,d callers"
            .formatted(made, windows.stream().mapToInt(Window::caller).distinct().count()));
    if (speed > 1) {
      text.append(", 1 in %,d of each window at the full rate".formatted(speed));
    }
    if (gaps > 0) {
      text.append(", %,d windows without any caller left out".formatted(gaps));
    }
    if (foreign > 0) {
      text.append(
          ", the lengths of %.0f %% of them drawn from other callers'"
              .formatted(100 * foreign / expected));
    }
    return text.toString();
  }

  /// One caller's requests. Its calls follow each other in units of the mean time between them, so
  /// that a change of rate or a window without it only stretches the clock.
  private final class Caller {
    private final Trace.Builder builder;
    private final List<Window> own;
    private final double scale;
    private final long slice;
    private final Draw draw;
    private long arrivals;
    private long requests;

    Caller(Trace.Builder builder, List<Window> own, double scale, long slice) {
      this.builder = builder;
      this.own = own;
      this.scale = scale;
      this.slice = slice;
      draw = new Draw(new Draw(SEED).bits(Draw.Purpose.SESSION, own.getFirst().caller()));
    }

    private double uniform() {
      return draw.uniform(Draw.Purpose.ARRIVAL, arrivals++);
    }

    void call() {
      double wait = uniform() * own.getFirst().between().draw(this::uniform);
      for (Window window : own) {
        double calls = window.perSecond() * scale * slice / SECOND;
        double done = 0;
        while (wait <= calls - done) {
          done += wait;
          request(window, rank(window) * slice + (long) (done / calls * slice));
          wait = window.between().draw(this::uniform);
        }
        wait -= calls - done;
      }
    }

    private void request(Window window, long nanos) {
      if (builder.size() == Shaping.MOST_REQUESTS) {
        throw new BreakevenException(
            ErrorCode.TRAFFIC_TOO_LARGE,
            "the callers make over %,d requests".formatted(Shaping.MOST_REQUESTS),
            source,
            "Lower the scale.");
      }
      Lengths drawn = lengths(window);
      builder.add(
          nanos,
          drawn.input().at(draw.uniform(Draw.Purpose.INPUT, requests)),
          drawn.output().at(draw.uniform(Draw.Purpose.OUTPUT, requests)));
      requests++;
    }

    private Lengths lengths(Window window) {
      int caller =
          lengths.containsKey(window.caller())
              ? window.caller()
              : donor(draw.uniform(Draw.Purpose.KIND, requests));
      NavigableMap<Long, Lengths> known = lengths.getOrDefault(caller, new TreeMap<>());
      Map.Entry<Long, Lengths> before = known.floorEntry(window.startNanos());
      return before == null ? known.firstEntry().getValue() : before.getValue();
    }

    private int donor(double share) {
      double wanted = share * donors.getLast().upTo();
      int low = 0;
      int high = donors.size() - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (donors.get(middle).upTo() > wanted) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return donors.get(low).caller();
    }
  }
}
