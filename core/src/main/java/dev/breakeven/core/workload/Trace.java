package dev.breakeven.core.workload;

import java.util.Arrays;

/// Requests in order of arrival, held in columns: 16 bytes each, prefix hashes apart.
///
/// Arrival is in nanoseconds from the first request; tokens are whole prompts and whole answers.
/// The period is the time that was watched, at least the span from first to last arrival: a quiet
/// end belongs to the period and not to the span. `prefix` ids name successive blocks of
/// `blockTokens` prompt tokens, chained: an equal leading run is a shared prefix.
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

  private Trace(Builder builder, Provenance provenance) {
    this.provenance = provenance;
    int[] order = builder.orderOfArrival();
    int size = order.length;
    long first = size == 0 ? 0 : builder.arrivals[order[0]];
    arrivalNanos = new long[size];
    inputTokens = new int[size];
    outputTokens = new int[size];
    blockTokens = builder.blockTokens;
    prefixStart = new long[blockTokens == 0 ? 0 : size + 1];
    prefixIds = new long[blockTokens == 0 ? 0 : builder.prefixSize];
    int filled = 0;
    for (int i = 0; i < size; i++) {
      int from = order[i];
      arrivalNanos[i] = Math.subtractExact(builder.arrivals[from], first);
      inputTokens[i] = builder.inputs[from];
      outputTokens[i] = builder.outputs[from];
      if (blockTokens > 0) {
        int start = builder.prefixStarts[from];
        int length = builder.prefixEnds[from] - start;
        System.arraycopy(builder.prefixes, start, prefixIds, filled, length);
        filled += length;
        prefixStart[i + 1] = filled;
      }
    }
    periodNanos = Math.max(spanNanos(), builder.periodNanos);
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
    private long[] arrivals = new long[1024];
    private int[] inputs = new int[1024];
    private int[] outputs = new int[1024];
    private int[] prefixStarts = new int[0];
    private int[] prefixEnds = new int[0];
    private long[] prefixes = new long[0];
    private int prefixSize;
    private int size;
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
      if (inputTokens < 0 || outputTokens < 0) {
        throw new IllegalArgumentException("tokens: negative (expected: at least 0)");
      }
      if (size == arrivals.length) {
        grow();
      }
      if (size > 0 && arrivalNanos < arrivals[size - 1]) {
        ordered = false;
      }
      arrivals[size] = arrivalNanos;
      inputs[size] = inputTokens;
      outputs[size] = outputTokens;
      if (blockTokens > 0) {
        addPrefix(prefix, prefixLength);
      }
      size++;
    }

    private void addPrefix(long[] prefix, int length) {
      if (prefixStarts.length < arrivals.length) {
        prefixStarts = Arrays.copyOf(prefixStarts, arrivals.length);
        prefixEnds = Arrays.copyOf(prefixEnds, arrivals.length);
      }
      int needed = Math.addExact(prefixSize, length);
      if (needed > prefixes.length) {
        long doubled = Math.min(2L * needed, Integer.MAX_VALUE - 8);
        prefixes = Arrays.copyOf(prefixes, (int) Math.max(1024, doubled));
      }
      System.arraycopy(prefix, 0, prefixes, prefixSize, length);
      prefixStarts[size] = prefixSize;
      prefixSize += length;
      prefixEnds[size] = prefixSize;
    }

    private void grow() {
      int capacity = Math.multiplyExact(arrivals.length, 2);
      arrivals = Arrays.copyOf(arrivals, capacity);
      inputs = Arrays.copyOf(inputs, capacity);
      outputs = Arrays.copyOf(outputs, capacity);
    }

    public int size() {
      return size;
    }

    /// False when a request arrived before the one added ahead of it: building will sort.
    public boolean isOrdered() {
      return ordered;
    }

    /// The requests sorted by arrival; those of one instant stay in the order they were added.
    public Trace build(Provenance provenance) {
      return new Trace(this, provenance);
    }

    private int[] orderOfArrival() {
      if (blockTokens > 0 && prefixStarts.length < size) {
        prefixStarts = Arrays.copyOf(prefixStarts, size);
        prefixEnds = Arrays.copyOf(prefixEnds, size);
      }
      int[] order = new int[size];
      Arrays.setAll(order, i -> i);
      if (ordered) {
        return order;
      }
      return Arrays.stream(order)
          .boxed()
          .sorted((a, b) -> Long.compare(arrivals[a], arrivals[b]))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }
}
