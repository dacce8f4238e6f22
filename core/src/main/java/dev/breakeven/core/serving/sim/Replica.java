package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;

/// One engine as a state machine that jumps from one change of its batch to the next.
///
/// At a step boundary [#compose] decides what the next step holds, as vLLM's scheduler does: first
/// memory for the running sequences, pre-empting the last admitted while there is not enough; then
/// the prompt that is being read, in chunks of what `max_num_batched_tokens` leaves beside the
/// batch; then waiting requests, as long as tokens, places and memory for their whole prompt are
/// left, unless something was pre-empted in this step. So at most one prompt is read in part.
///
/// As long as no prompt is read and nothing ends, leaves the window, arrives or runs out of memory,
/// all further steps are the same but for contexts that grow by one: they make one segment, whose
/// time is a closed sum. Cutting a segment at any of its steps changes no result, since composing
/// the same batch again gives the same step.
final class Replica {
  static final long NEVER = Long.MAX_VALUE;
  private static final int NONE = -1;

  private final Engine engine;
  private final Requests requests;
  private final Trace trace;
  private final WaitingQueue queue;
  private final Memory memory;
  private final DecodeBatch batch;
  private final DueHeap due;
  private final Admitted admitted;
  private final long[] endStep;
  private final int[] prompt;
  private final int[] promptRead;
  private final int[] finishing;
  private int finishingCount;
  private int partial = NONE;

  private long start;
  private long end = NEVER;
  private boolean composes;
  private long steps;
  private long firstPicos;
  private long slopePicos;
  private int promptTokens;
  private long promptPicos;

  /// Room that the head of the queue needs at least, known from a refusal; 0 when not known.
  private long headNeeds;

  private int outstanding;
  private long queuedPromptTokens;
  private final Counters counters = new Counters();

  /// Totals of one replica.
  static final class Counters {
    long busyPicos;
    long outputTokens;
    long prefillTokens;
    long prefixHitTokens;
    long preemptions;

    /// Of requests that had not ended when the replica was interrupted: prompt tokens it held, and
    /// tokens made.
    long lostPromptTokens;

    long lostOutputTokens;

    /// The busy time of many replicas may pass what a `long` counts; differences of it stay right.
    void add(Counters other) {
      busyPicos += other.busyPicos;
      outputTokens += other.outputTokens;
      prefillTokens += other.prefillTokens;
      prefixHitTokens += other.prefixHitTokens;
      preemptions += other.preemptions;
      lostPromptTokens += other.lostPromptTokens;
      lostOutputTokens += other.lostOutputTokens;
    }

    /// The share of prompt tokens, recomputed ones included, that the prefix cache spared.
    double hitShare() {
      long prompts = prefillTokens + prefixHitTokens;
      return prompts == 0 ? 0 : (double) prefixHitTokens / prompts;
    }
  }

  Replica(Engine engine, Requests requests, Admission admission) {
    this.engine = engine;
    this.requests = requests;
    trace = requests.trace;
    int slots = engine.maxNumSeqs();
    queue = WaitingQueue.of(admission, trace, requests.next);
    memory = new Memory(engine, trace);
    batch = new DecodeBatch(engine);
    due = new DueHeap(slots);
    admitted = new Admitted(slots);
    endStep = new long[slots];
    prompt = new int[slots];
    promptRead = new int[slots];
    finishing = new int[slots];
  }

  /// When the running segment ends, or [#NEVER] when there is none.
  long end() {
    return end;
  }

  /// True when the next step is to be decided at this instant.
  boolean composes() {
    return composes;
  }

  int outstanding() {
    return outstanding;
  }

  long queuedPromptTokens() {
    return queuedPromptTokens;
  }

  int running() {
    return admitted.size();
  }

  int waiting() {
    return queue.size();
  }

  long heldBytes() {
    return memory.held();
  }

  long engineSteps() {
    return batch.steps();
  }

  Counters counters() {
    return counters;
  }

  /// Takes a request that arrives at `now`; true when the replica was idle and has to compose now.
  boolean offer(int request, long now) {
    outstanding++;
    queuedPromptTokens += trace.inputTokens(request);
    boolean blocked = queue.size() > 0;
    queue.add(request);
    if (queue.head() == request) {
      headNeeds = 0;
      blocked = false;
    }
    if (end == NEVER) {
      boolean idle = !composes;
      composes = true;
      return idle;
    }
    if (steps > 1 && !blocked && admitted.size() < engine.maxNumSeqs()) {
      steps = stepsToReach(now - start);
      end = start + picos(steps);
    }
    return false;
  }

  /// Ends the segment that ends now: tokens, completions. The replica has to compose then.
  void complete() {
    advance(steps, end);
    end = NEVER;
    composes = true;
    for (int i = 0; i < finishingCount; i++) {
      firstTokenOf(finishing[i]);
    }
    finishingCount = 0;
    while (due.firstDue() == batch.steps()) {
      int slot = due.first();
      if (endStep[slot] == batch.steps()) {
        due.remove(slot);
        requests.ended(admitted.request(slot), start, start);
        outstanding--;
        letGo(slot);
      } else {
        batch.cross(slot);
        due.postponeFirst(endStep[slot]);
      }
    }
  }

  /// Accounts for all steps that ended before `now`, so that what can be read is as of just then.
  void settle(long now) {
    if (end == NEVER || steps == 1) {
      return;
    }
    long done = stepsToReach(now - start) - 1;
    if (done > 0) {
      long slope = slopePicos;
      long after = start + picos(done);
      advance(done, after);
      firstPicos += slope * done;
      steps -= done;
    }
  }

  /// The machine is gone at `now`, in the middle of a step or at the end of one. Answers what it
  /// had to do, running or waiting; all that it had made of these is lost.
  int[] interrupt(long now) {
    if (end != NEVER) {
      settle(now + 1);
      counters.busyPicos += now - start;
    }
    int[] left = new int[outstanding];
    int count = 0;
    for (int slot = admitted.last(); slot != NONE; slot = admitted.before(slot)) {
      int request = admitted.request(slot);
      long toMake = Math.max(0, endStep[slot] - batch.steps());
      if (toMake > 0) {
        requests.generated[request] = (int) (trace.outputTokens(request) - toMake);
      }
      counters.lostPromptTokens += Math.min(promptRead[slot], trace.inputTokens(request));
      left[count++] = request;
    }
    for (; queue.size() > 0; queue.removeHead()) {
      left[count++] = queue.head();
    }
    for (int request : left) {
      counters.lostOutputTokens += requests.generated[request];
      requests.lost(request);
    }
    return left;
  }

  private void advance(long count, long now) {
    memory.grow(batch.growth(count));
    batch.advance(count);
    counters.outputTokens += count * batch.size();
    counters.busyPicos += now - start;
    start = now;
  }

  /// The picoseconds of the step in progress that have passed by `now`.
  long begunPicos(long now) {
    return end == NEVER ? 0 : now - start;
  }

  /// The prompt of `slot` has been read: its next token is there and it decodes from now on.
  private void firstTokenOf(int slot) {
    int request = admitted.request(slot);
    int made = requests.generated[request] + 1;
    if (made == 1) {
      requests.firstToken[request] = start;
      queuedPromptTokens -= trace.inputTokens(request);
    }
    counters.outputTokens++;
    batch.add(slot, prompt[slot] + 1);
    endStep[slot] = batch.steps() + trace.outputTokens(request) - made;
    due.add(slot, request, Math.min(endStep[slot], batch.crossing(slot)));
  }

  /// A decoding sequence leaves the batch and the memory.
  private void letGo(int slot) {
    memory.release(
        admitted.request(slot), admitted.prefixBlocks(slot), batch.stored(slot), prompt[slot]);
    batch.remove(slot);
    admitted.remove(slot);
  }

  /// Decides what the next step holds and how many steps will be like it.
  void compose(long now) {
    composes = false;
    start = now;
    boolean undisturbed = makeRoom();
    int tokens = engine.maxNumBatchedTokens() - batch.size();
    promptTokens = 0;
    promptPicos = 0;
    if (partial != NONE) {
      tokens -= readPrompt(partial, tokens);
    }
    if (undisturbed) {
      admit(tokens);
    }
    if (promptTokens > 0) {
      plan(1);
    } else if (batch.size() > 0) {
      long untilDue = due.firstDue() - batch.steps();
      plan(undisturbed ? batch.stepsWithin(untilDue, memory.room()) : 1);
    }
  }

  private void plan(long count) {
    steps = count;
    firstPicos = batch.stepPicos(promptTokens) + promptPicos;
    slopePicos = batch.slopePicos();
    end = Math.addExact(start, picos(count));
  }

  /// Pre-empts until the next step's growth fits; false when something was pre-empted.
  private boolean makeRoom() {
    boolean undisturbed = true;
    while (batch.growth() > memory.room()) {
      preempt(admitted.last());
      undisturbed = false;
    }
    return undisturbed;
  }

  private void preempt(int slot) {
    int request = admitted.request(slot);
    if (slot == partial) {
      partial = NONE;
      memory.release(request, admitted.prefixBlocks(slot), prompt[slot], promptRead[slot]);
      admitted.remove(slot);
    } else {
      int left = (int) (endStep[slot] - batch.steps());
      requests.generated[request] = trace.outputTokens(request) - left;
      due.remove(slot);
      letGo(slot);
    }
    queue.putBack(request);
    headNeeds = 0;
    counters.preemptions++;
  }

  private void admit(int tokensLeft) {
    int tokens = tokensLeft;
    long growth = batch.growth();
    while (tokens > 0 && queue.size() > 0 && admitted.size() < engine.maxNumSeqs()) {
      if (headNeeds + growth > memory.room()) {
        return;
      }
      int request = queue.head();
      int length = trace.inputTokens(request) + requests.generated[request];
      headNeeds = memory.admit(request, length, growth);
      if (headNeeds > 0) {
        return;
      }
      queue.removeHead();
      int slot = admitted.add(request, memory.blocksOfAdmitted());
      prompt[slot] = length;
      promptRead[slot] = memory.hitTokensOfAdmitted();
      endStep[slot] = 0;
      counters.prefixHitTokens += promptRead[slot];
      tokens -= readPrompt(slot, tokens);
    }
  }

  /// Puts as much of the prompt of `slot` as `most` tokens into the step.
  private int readPrompt(int slot, int most) {
    int left = prompt[slot] - promptRead[slot];
    int chunk = Math.min(left, most);
    promptPicos += engine.cost().promptPicos(promptRead[slot], chunk);
    promptRead[slot] += chunk;
    promptTokens += chunk;
    counters.prefillTokens += chunk;
    if (chunk == left) {
      finishing[finishingCount++] = slot;
      partial = NONE;
    } else {
      partial = slot;
    }
    return chunk;
  }

  /// The time of the first `count` steps of the segment.
  private long picos(long count) {
    if (count == 1) {
      return firstPicos;
    }
    long pairs = (count & 1) == 0 ? (count >> 1) * (count - 1) : count * ((count - 1) >> 1);
    return Math.addExact(
        Math.multiplyExact(firstPicos, count), Math.multiplyExact(slopePicos, pairs));
  }

  /// The fewest steps of the segment that take `wanted` picoseconds or more, at least one.
  private long stepsToReach(long wanted) {
    double first = firstPicos - slopePicos / 2.0;
    double guess = 2.0 * wanted / (first + Math.sqrt(first * first + 2.0 * slopePicos * wanted));
    long count = Math.clamp((long) guess, 1, steps);
    while (count > 1 && picos(count - 1) >= wanted) {
      count--;
    }
    while (count < steps && picos(count) < wanted) {
      count++;
    }
    return count;
  }
}
