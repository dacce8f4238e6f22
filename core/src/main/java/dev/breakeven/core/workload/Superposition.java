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
  private static final long AS_READ = 0;

  private final long spanNanos;
  private final long seed;
  private final Trace.Builder builder;
  private long[] prefix = new long[64];
  private long sessions;
  private int parts;

  /// `blockTokens` is that of the traces to come, 0 when none has prefixes.
  Superposition(long spanNanos, int blockTokens, long seed) {
    this.spanNanos = spanNanos;
    this.seed = seed;
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
    Draw part = new Draw(seed + parts);
    long commonKey = parts++ == 0 ? AS_READ : part.bits(Draw.Purpose.PROMPT, 0);
    boolean first = true;
    for (long from = 0; from < spanNanos; from += period) {
      double most = factor * level.highest(from, Math.min(spanNanos, from + period));
      for (int copy = 0; copy < most; copy++) {
        Draw draw = new Draw(part.bits(Draw.Purpose.COPY, ((from / period) << 32) + copy));
        long shift = first ? 0 : shift(draw, reachNanos);
        long key = first ? commonKey : draw.bits(Draw.Purpose.PROMPT, 0);
        Copy laid = new Copy(trace, conversations, draw, from, shift, key, commonKey);
        lay(laid, copy, level, factor);
        sessions += trace.size();
        first = false;
      }
    }
  }

  private static long shift(Draw draw, long reachNanos) {
    return (long) ((draw.uniform(Draw.Purpose.SHIFT, 0) - 0.5) * reachNanos);
  }

  /// One copy: where it starts on the clock, how far it is shifted, and what tells its prefixes
  /// and those that are common apart from others'.
  private record Copy(
      Trace trace,
      Conversations conversations,
      Draw draw,
      long fromNanos,
      long shiftNanos,
      long ownKey,
      long commonKey) {
    /// When the conversation that begins with request `head` begins on the clock.
    long beginNanos(int head) {
      long period = trace.periodNanos();
      long within = trace.arrivalNanos(head) + shiftNanos;
      return fromNanos
          + (within < 0 ? within + period : within > period ? within - period : within);
    }

    /// The id of a block in this copy: the finaliser is one to one, so distinct ids stay distinct.
    long rename(long id, boolean common) {
      long key = common ? commonKey : ownKey;
      return key == AS_READ ? id : Draw.mix(id ^ key);
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
