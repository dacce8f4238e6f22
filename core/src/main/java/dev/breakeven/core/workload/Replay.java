package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;
import java.util.Optional;

/// A trace whose requests stand for several or for less than one, at the rate that it stands for.
///
/// `trace` has requests that stand for one, to simulate; its time runs `speed` times as quick as
/// the time meant. Each hour is cut into a whole number of equal pieces that are laid over each
/// other, so that the day keeps its shape and the arrivals their bursts, and a part of the time is
/// there in full. What the whole pieces have too much is thinned away, conversations whole. Below
/// one there is only the thinning.
///
/// Turns keep their distance within a conversation; those that come after the end of the replayed
/// time are laid from its beginning, where they share common prefix blocks only with what was there
/// before: what their conversation said in time that is not replayed is not held by any cache.
public record Replay(Trace trace, Ratio speed, Optional<String> statement) {
  private static final long HOUR = 3_600_000_000_000L;
  private static final double HARDLY = 1e-6;
  private static final long SEED = 1;

  /// `trace`, each request of which stands for `each`, over 0.
  public static Replay of(Trace trace, Ratio each) {
    double times = each.toDouble();
    if (Math.abs(times - 1) < HARDLY) {
      return new Replay(trace, trace.provenance().speed(), Optional.empty());
    }
    int speed = (int) Math.max(1, Math.ceil(times - HARDLY));
    Trace made = folded(trace, speed, times / speed);
    String kept = "%,d of %,d requests".formatted(made.size(), trace.size());
    return new Replay(
        made,
        trace.provenance().speed().times(speed),
        Optional.of(
            speed == 1
                ? "simulated with " + kept
                : "simulated with %s, 1 in %d of each hour at the full rate"
                    .formatted(kept, speed)));
  }

  private static Trace folded(Trace trace, int speed, double keep) {
    Conversations conversations = Conversations.of(trace);
    Draw draw = new Draw(SEED);
    long period = Math.max(1, trace.periodNanos() / speed);
    Trace.Builder builder = new Trace.Builder(trace.blockTokens()).period(period);
    for (int i = 0; i < trace.size(); i++) {
      int head = conversations.head(i);
      boolean kept = keep >= 1 || draw.uniform(Draw.Purpose.THIN, head) < keep;
      if (kept || (i == trace.size() - 1 && builder.size() == 0)) {
        long begin = trace.arrivalNanos(head);
        long at = place(begin, trace.periodNanos(), speed) + trace.arrivalNanos(i) - begin;
        long session = trace.hasSessions() ? head + 1 : 0;
        long[] prefix = prefix(trace, i, conversations.commonBlocks(i), at / period);
        builder.add(
            at % period,
            trace.inputTokens(i),
            trace.outputTokens(i),
            prefix,
            prefix.length,
            session);
      }
    }
    return builder.build(trace.provenance());
  }

  /// The prefix of `request` in the `lap`th time round, which shares `common` blocks with others.
  private static long[] prefix(Trace trace, int request, int common, long lap) {
    long[] ids = new long[trace.prefixBlocks(request)];
    for (int block = 0; block < ids.length; block++) {
      long id = trace.prefixId(request, block);
      ids[block] = lap == 0 || block < common ? id : Draw.mix(id + Draw.mix(lap));
    }
    return ids;
  }

  /// At most about `requests` of the trace, in `blocks` of successive ones that are taken evenly
  /// over it and laid end to end, prefix blocks with them; the trace itself when it is no longer.
  public Trace excerpt(int requests, int blocks) {
    int size = trace.size();
    int length = requests / blocks;
    if (size <= requests) {
      return trace;
    }
    Trace.Builder builder = new Trace.Builder(trace.blockTokens());
    long end = 0;
    for (int block = 0; block < blocks; block++) {
      int from = (int) ((long) (size - length - 1) * block / (blocks - 1));
      long start = trace.arrivalNanos(from);
      for (int i = from; i < from + length; i++) {
        long[] prefix = prefix(trace, i, 0, 0);
        builder.add(
            end + trace.arrivalNanos(i) - start,
            trace.inputTokens(i),
            trace.outputTokens(i),
            prefix,
            prefix.length);
      }
      end += trace.arrivalNanos(from + length) - start;
    }
    return builder.period(end).build(trace.provenance());
  }

  /// Where `nanos` comes to lie when each hour, the last shorter one too, is folded.
  private static long place(long nanos, long period, int speed) {
    long hour = nanos - nanos % HOUR;
    long width = Math.max(1, Math.min(HOUR, period - hour) / speed);
    return hour / speed + (nanos - hour) % width;
  }
}
