package dev.breakeven.core.workload;

import java.util.HashMap;
import java.util.Map;

/// Requests in order of arrival, held in columns: 16 bytes each, prefix hashes apart.
///
/// Arrival is in nanoseconds from the first request; tokens are whole prompts and whole answers.
/// The period is the time that was watched, at least the span from first to last arrival: a quiet
/// end belongs to the period and not to the span. `prefix` ids name successive blocks of
/// `blockTokens` prompt tokens, chained: an equal leading run is a shared prefix. Where sessions
/// are known, a request names the one before it in its session.
///
/// Immutable and thread-safe; made by a [Builder].
public final class Trace {
  /// No request of any model is longer; rows above are rejected by the readers.
  public static final int MAX_TOKENS = 100_000_000;

  private final Provenance provenance;
  private final long[] arrivalNanos;
  private final int[] inputTokens;
  private final int[] outputTokens;
  private final long[] prefixStart;
  private final long[] prefixIds;
  private final int blockTokens;
  private final long periodNanos;
  private final int[] previousTurn;

  private Trace(Builder builder, Provenance provenance) {
    this.provenance = provenance;
    int size = builder.size();
    blockTokens = builder.blockTokens;
    long[] arrivals = builder.arrivals.toArray();
    long[] tokens = builder.tokens.toArray();
    int[] order = builder.ordered ? new int[0] : ArrivalOrder.of(arrivals);
    arrivalNanos = builder.ordered ? arrivals : new long[size];
    inputTokens = new int[size];
    outputTokens = new int[size];
    for (int i = 0; i < size; i++) {
      int from = builder.ordered ? i : order[i];
      arrivalNanos[i] = arrivals[from];
      inputTokens[i] = (int) (tokens[from] >>> Integer.SIZE);
      outputTokens[i] = (int) tokens[from];
    }
    boolean blocks = blockTokens > 0;
    prefixStart = new long[blocks ? size + 1 : 0];
    prefixIds =
        blocks && builder.ordered
            ? builder.prefixes.toArray()
            : new long[blocks ? builder.prefixes.size() : 0];
    if (blocks) {
      takePrefixes(builder, order);
    }
    long first = size == 0 ? 0 : arrivalNanos[0];
    for (int i = 0; i < size; i++) {
      arrivalNanos[i] = Math.subtractExact(arrivalNanos[i], first);
    }
    periodNanos = Math.max(spanNanos(), builder.periodNanos);
    previousTurn = previousTurns(builder, order);
  }

  private Trace(Trace other) {
    provenance = other.provenance;
    arrivalNanos = other.arrivalNanos;
    inputTokens = other.inputTokens;
    outputTokens = other.outputTokens;
    prefixStart = new long[0];
    prefixIds = new long[0];
    blockTokens = 0;
    periodNanos = other.periodNanos;
    previousTurn = other.previousTurn;
  }

  private int[] previousTurns(Builder builder, int[] order) {
    if (builder.sessions.size() == 0) {
      return new int[0];
    }
    Map<Long, Integer> last = new HashMap<>();
    int[] previous = new int[size()];
    for (int i = 0; i < previous.length; i++) {
      int from = builder.ordered ? i : order[i];
      long session =
          from < builder.withoutSession ? 0 : builder.sessions.get(from - builder.withoutSession);
      Integer before = session == 0 ? null : last.put(session, i);
      previous[i] = before == null ? -1 : before;
    }
    return previous;
  }

  private void takePrefixes(Builder builder, int[] order) {
    int filled = 0;
    for (int i = 0; i < size(); i++) {
      int from = builder.ordered ? i : order[i];
      int start = from == 0 ? 0 : builder.prefixEnd(from - 1);
      int end = builder.prefixEnd(from);
      if (!builder.ordered) {
        for (int id = start; id < end; id++) {
          prefixIds[filled + id - start] = builder.prefixes.get(id);
        }
      }
      filled += end - start;
      prefixStart[i + 1] = filled;
    }
  }

  public Provenance provenance() {
    return provenance;
  }

  public int size() {
    return arrivalNanos.length;
  }

  public long arrivalNanos(int request) {
    return arrivalNanos[request];
  }

  public int inputTokens(int request) {
    return inputTokens[request];
  }

  public int outputTokens(int request) {
    return outputTokens[request];
  }

  /// From the first arrival to the last; zero for a single request.
  public long spanNanos() {
    return arrivalNanos.length == 0 ? 0 : arrivalNanos[arrivalNanos.length - 1];
  }

  /// The time watched, within which these are all requests: the span unless the source knows more.
  public long periodNanos() {
    return periodNanos;
  }

  /// True when requests carry prefix ids, so that reuse is known.
  public boolean hasPrefixes() {
    return blockTokens > 0;
  }

  /// The same requests, of whose prefixes nothing is known.
  public Trace withoutPrefixes() {
    return hasPrefixes() ? new Trace(this) : this;
  }

  /// True when some request names its session.
  public boolean hasSessions() {
    return previousTurn.length > 0;
  }

  /// The request before this one in its session, or -1 when it is the first or has none.
  public int previousTurn(int request) {
    return hasSessions() ? previousTurn[request] : -1;
  }

  public int blockTokens() {
    return blockTokens;
  }

  public int prefixBlocks(int request) {
    return hasPrefixes() ? (int) (prefixStart[request + 1] - prefixStart[request]) : 0;
  }

  public long prefixId(int request, int block) {
    return prefixIds[(int) prefixStart[request] + block];
  }

  /// Collects requests in any order. Not thread-safe.
  public static final class Builder {
    private static final long[] NO_PREFIX = {};
    private int blockTokens;
    private long periodNanos;
    private final LongColumn arrivals = new LongColumn();
    private final LongColumn tokens = new LongColumn();
    private final LongColumn prefixEnds = new LongColumn();
    private final LongColumn prefixes = new LongColumn();
    private final LongColumn sessions = new LongColumn();
    private int withoutPrefix;
    private int withoutSession;
    private long lastArrival = Long.MIN_VALUE;
    private boolean ordered = true;

    public Builder() {
      this(0);
    }

    /// `blockTokens` is the length of a prefix block, or 0 when there are none.
    public Builder(int blockTokens) {
      this.blockTokens = blockTokens;
    }

    /// From now on requests carry prefix ids of `tokens` each; those added before have none.
    ///
    /// Throws `IllegalStateException` when the block length was set to another value.
    public Builder blockTokens(int tokens) {
      if (tokens <= 0) {
        throw new IllegalArgumentException("block tokens: " + tokens + " (expected: over 0)");
      }
      if (blockTokens != 0 && blockTokens != tokens) {
        throw new IllegalStateException("block tokens: set to " + blockTokens + " already");
      }
      if (blockTokens == 0) {
        withoutPrefix = size();
      }
      blockTokens = tokens;
      return this;
    }

    /// All requests of `nanos` of watching are here, though the last arrived sooner.
    public Builder period(long nanos) {
      periodNanos = nanos;
      return this;
    }

    public void add(long arrivalNanos, int inputTokens, int outputTokens) {
      add(arrivalNanos, inputTokens, outputTokens, NO_PREFIX, 0);
    }

    public void add(
        long arrivalNanos, int inputTokens, int outputTokens, long[] prefix, int prefixLength) {
      add(arrivalNanos, inputTokens, outputTokens, prefix, prefixLength, 0);
    }

    /// A turn of `session`, any number that tells sessions apart but 0, which is for none.
    public void add(
        long arrivalNanos,
        int inputTokens,
        int outputTokens,
        long[] prefix,
        int prefixLength,
        long session) {
      if (inputTokens < 0 || outputTokens < 0) {
        throw new IllegalArgumentException("tokens: negative (expected: at least 0)");
      }
      if (session != 0 && sessions.size() == 0) {
        withoutSession = size();
      }
      if (session != 0 || sessions.size() > 0) {
        sessions.add(session);
      }
      ordered &= arrivalNanos >= lastArrival;
      lastArrival = arrivalNanos;
      arrivals.add(arrivalNanos);
      tokens.add(((long) inputTokens << Integer.SIZE) | outputTokens);
      if (blockTokens > 0) {
        prefixes.addAll(prefix, prefixLength);
        prefixEnds.add(prefixes.size());
      }
    }

    /// Where the ids of `request` end; those added before block lengths were set have none.
    private int prefixEnd(int request) {
      return request < withoutPrefix ? 0 : (int) prefixEnds.get(request - withoutPrefix);
    }

    public int size() {
      return arrivals.size();
    }

    /// False when a request arrived before the one added ahead of it: building will sort.
    public boolean isOrdered() {
      return ordered;
    }

    /// The requests sorted by arrival; those of one instant stay in the order they were added.
    public Trace build(Provenance provenance) {
      return new Trace(this, provenance);
    }
  }
}
