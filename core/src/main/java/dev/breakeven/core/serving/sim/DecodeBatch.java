package dev.breakeven.core.serving.sim;

/// The sequences of a replica that make one token a step, as the sums that a step's time and memory
/// depend on.
///
/// `context` of a sequence is what its next step reads: its own new token included. All contexts
/// grow by one a step, so a sequence keeps `context - steps` (its origin) and the place where it
/// will need its next block, modulo the block size. A sequence is below the window until its
/// context is above it; being moved out then is the caller's.
final class DecodeBatch {
  static final long NEVER = Long.MAX_VALUE;

  private final StepCost cost;
  private final int window;
  private final int mask;
  private final int shift;
  private final long blockBytes;
  private final long windowBlockBytes;
  private final int[] atPhase;
  private final int[] belowAtPhase;
  private final long[] origin;
  private final long[] crossing;
  private long steps;
  private int size;
  private int below;
  private long context;
  private long contextBelow;

  DecodeBatch(Engine engine) {
    cost = engine.cost();
    window = cost.window();
    mask = engine.blockTokens() - 1;
    shift = Integer.numberOfTrailingZeros(engine.blockTokens());
    blockBytes = engine.blockBytes();
    windowBlockBytes = engine.windowBlockBytes();
    atPhase = new int[engine.blockTokens()];
    belowAtPhase = new int[engine.blockTokens()];
    origin = new long[engine.maxNumSeqs()];
    crossing = new long[engine.maxNumSeqs()];
  }

  int size() {
    return size;
  }

  /// Engine steps this replica has made.
  long steps() {
    return steps;
  }

  void add(int slot, int firstContext) {
    long start = firstContext - steps;
    int phase = (int) start & mask;
    origin[slot] = start;
    size++;
    context += firstContext;
    atPhase[phase]++;
    crossing[slot] = NEVER;
    if (firstContext <= window) {
      crossing[slot] = steps + window - firstContext + 1;
      below++;
      contextBelow += firstContext;
      belowAtPhase[phase]++;
    }
  }

  /// The number of steps at which `slot` leaves the window, or [#NEVER].
  long crossing(int slot) {
    return crossing[slot];
  }

  /// Takes `slot`, which has just outgrown the window, out of those below it.
  void cross(int slot) {
    crossing[slot] = NEVER;
    below--;
    contextBelow -= origin[slot] + steps;
    belowAtPhase[(int) origin[slot] & mask]--;
  }

  void remove(int slot) {
    if (crossing[slot] != NEVER) {
      cross(slot);
    }
    size--;
    context -= origin[slot] + steps;
    atPhase[(int) origin[slot] & mask]--;
  }

  /// Tokens of `slot` in the KV cache: all but the one that its next step adds.
  int stored(int slot) {
    return (int) (origin[slot] + steps) - 1;
  }

  void advance(long count) {
    steps += count;
    context += count * size;
    contextBelow += count * below;
  }

  /// KV bytes that the next step adds.
  long growth() {
    return growthAt(0);
  }

  /// A step needs a block for each sequence whose context becomes 1 modulo the block size.
  private long growthAt(long offset) {
    int phase = (int) (1 - steps - offset) & mask;
    return atPhase[phase] * blockBytes + belowAtPhase[phase] * windowBlockBytes;
  }

  /// KV bytes that the next `count` steps add, as long as the batch stays as it is.
  long growth(long count) {
    if (count == 1) {
      return growthAt(0);
    }
    int rest = (int) count & mask;
    int first = (int) (1 - steps);
    int blocks = 0;
    int windowBlocks = 0;
    for (int i = 0; i < rest; i++) {
      blocks += atPhase[(first - i) & mask];
    }
    if (below > 0) {
      for (int i = 0; i < rest; i++) {
        windowBlocks += belowAtPhase[(first - i) & mask];
      }
    }
    return (count >>> shift) * roundBytes() + blocks * blockBytes + windowBlocks * windowBlockBytes;
  }

  /// What as many steps as a block has tokens add: a block for every sequence.
  private long roundBytes() {
    return size * blockBytes + below * windowBlockBytes;
  }

  /// The most steps, up to `wanted`, whose growth fits into `room` bytes; `size` is not 0.
  long stepsWithin(long wanted, long room) {
    long round = roundBytes();
    long rounds = room / round;
    if ((wanted + mask) >>> shift <= rounds) {
      return wanted;
    }
    long left = room - rounds * round;
    long count = rounds << shift;
    for (int i = 0; i <= mask && count < wanted; i++) {
      left -= growthAt(i);
      if (left < 0) {
        break;
      }
      count++;
    }
    return Math.min(count, wanted);
  }

  /// Picoseconds of the next step with `promptTokens` beside the batch, their attention apart.
  long stepPicos(int promptTokens) {
    return cost.tokenPicos(size + promptTokens)
        + size * cost.requestPicos()
        + context * cost.contextPicos()
        + (contextBelow + (long) (size - below) * window) * cost.windowPicos();
  }

  /// By how much each step without prompts takes longer than the one before.
  long slopePicos() {
    return size * cost.contextPicos() + below * cost.windowPicos();
  }
}
