package dev.breakeven.core.workload;

/// Copies of traces laid on one clock, as many at a time as a level over time asks for.
///
/// A trace shorter than the clock is laid again and again. At a level of 2.3 there are two whole
/// copies and one thinned to 0.3: each of its conversations stays with that probability, by the
/// level at its beginning, with all its turns. The first copy keeps the times of the trace; every
/// other is shifted circularly within the trace's period, by a draw of its own that is at most half
/// the `reach` either way. What runs over the end of the clock comes in at its beginning, as turns
/// of a session whose first turns nobody saw. Prefix blocks of a copy are its own but for those
/// that are common. Not thread-safe.
final class Superposition {
  private final long spanNanos;
  private final Trace.Builder builder;
  private long[] prefix = new long[64];
  private long sessions;
  private int parts;

  /// `blockTokens` is that of the traces to come, 0 when none has prefixes.
  Superposition(long spanNanos, int blockTokens) {
    this.spanNanos = spanNanos;
    builder = new Trace.Builder(blockTokens).period(spanNanos);
  }

  /// How many requests are looked at to add copies of `trace`.
  static double draws(Trace trace, Envelope level, double factor) {
    double copies = 0;
    long span = level.spanNanos();
    for (long from = 0; from < span; from += trace.periodNanos()) {
      long to = Math.min(span, from + trace.periodNanos());
      copies += Math.ceil(factor * level.highest(from, to));
    }
    return copies * trace.size();
  }

  /// Adds copies of `trace`, `factor` times what `level` says at a time.
  void add(Trace trace, Envelope level, double factor, long reachNanos) {
    Conversations conversations = Conversations.of(trace);
    long period = trace.periodNanos();
    Draw part = new Draw(parts++);
    long laid = 0;
    for (long from = 0; from < spanNanos; from += period) {
      double most = factor * level.highest(from, Math.min(spanNanos, from + period));
      for (int copy = 0; copy < most; copy++) {
        Draw draw = new Draw(part.bits(Draw.Purpose.COPY, ((from / period) << 32) + copy));
        long shift = laid++ == 0 ? 0 : shift(draw, reachNanos);
        lay(
            new Copy(trace, conversations, part, draw, from, shift, laid == 1),
            copy,
            level,
            factor);
        sessions += trace.size();
      }
    }
  }

  private static long shift(Draw draw, long reachNanos) {
    return (long) ((draw.uniform(Draw.Purpose.SHIFT, 0) - 0.5) * reachNanos);
  }

  /// One copy: where it starts on the clock and how far it is shifted within the trace's period.
  private record Copy(
      Trace trace,
      Conversations conversations,
      Draw part,
      Draw draw,
      long fromNanos,
      long shiftNanos,
      boolean first) {
    /// When the conversation that begins with request `head` begins on the clock.
    long beginNanos(int head) {
      long period = trace.periodNanos();
      long within = trace.arrivalNanos(head) + shiftNanos;
      return fromNanos
          + (within < 0 ? within + period : within > period ? within - period : within);
    }

    /// The id of a block in this copy: the finaliser is one to one, so ids of a copy stay distinct.
    long rename(long id, boolean common) {
      Draw owner = common ? part : draw;
      boolean asRead = part.seed() == 0 && (common || first);
      return asRead ? id : Draw.mix(id ^ owner.bits(Draw.Purpose.PROMPT, 0));
    }
  }

  private void lay(Copy copy, int below, Envelope level, double factor) {
    Trace trace = copy.trace;
    for (int i = 0; i < trace.size(); i++) {
      int head = copy.conversations.head(i);
      long begin = copy.beginNanos(head);
      double share = factor * level.rateAt(begin) - below;
      boolean kept = share >= 1 || copy.draw.uniform(Draw.Purpose.THIN, head) < share;
      if (kept && begin <= spanNanos) {
        place(copy, i, head, begin + trace.arrivalNanos(i) - trace.arrivalNanos(head));
      }
    }
  }

  private void place(Copy copy, int request, int head, long nanos) {
    Trace trace = copy.trace;
    boolean over = nanos > spanNanos;
    int blocks = trace.prefixBlocks(request);
    if (blocks > prefix.length) {
      prefix = new long[2 * blocks];
    }
    int common = copy.conversations.commonBlocks(request);
    for (int block = 0; block < blocks; block++) {
      prefix[block] = copy.rename(trace.prefixId(request, block), block < common);
    }
    long session = trace.hasSessions() ? sessions + head + 1 : 0;
    builder.add(
        over ? nanos - spanNanos : nanos,
        trace.inputTokens(request),
        trace.outputTokens(request),
        prefix,
        blocks,
        over ? -session : session);
  }

  int size() {
    return builder.size();
  }

  Trace build(Provenance provenance) {
    return builder.build(provenance);
  }
}
