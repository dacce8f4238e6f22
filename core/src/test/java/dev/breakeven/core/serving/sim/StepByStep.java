package dev.breakeven.core.serving.sim;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.serving.sim.PlainReplica.Sequence;
import dev.breakeven.core.workload.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The same cluster simulated the plain way: every step of every replica, every sequence in it.
///
/// Shares nothing with the simulator but the times of [StepCost] and the sizes in [Engine]'s
/// components; sums are added up anew at every step.
final class StepByStep {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MINUTE = 60_000_000_000_000L;

  final long[] firstToken;
  final long[] finish;
  final List<long[]> series = new ArrayList<>();
  long steps;
  long outputTokens;
  long busyPicos;
  long preemptions;
  long prefillTokens;
  long hitTokens;
  int mostAdmitted;
  long lostPrompts;
  long lostOutputs;
  int batched;
  int filled;
  int drained;
  final PlainRenting renting;

  private final Trace trace;
  private final Cluster cluster;
  private final Engine engine;
  private final StepCost cost;
  private final int[] generated;
  private final List<PlainReplica> nodes = new ArrayList<>();
  private final Map<Integer, long[]> routed = new HashMap<>();
  private int turn;
  private final boolean[] came;
  private final long[] cameAt;
  private final long[] awayAt;
  private final boolean[] canWait;
  private final List<Integer> stranded = new ArrayList<>();
  private final List<Integer> deferred = new ArrayList<>();
  private long clock;
  private long lastTick;
  private int arrived;
  private int spilled;
  private long[] atLastTick = new long[4];

  StepByStep(Trace trace, Cluster cluster) {
    this.trace = trace;
    this.cluster = cluster;
    engine = cluster.engine();
    cost = engine.cost();
    firstToken = new long[trace.size()];
    finish = new long[trace.size()];
    generated = new int[trace.size()];
    came = new boolean[trace.size()];
    cameAt = new long[trace.size()];
    awayAt = new long[trace.size()];
    canWait =
        cluster.deferral().isPresent()
            ? cluster.deferral().get().marks(trace.size())
            : new boolean[trace.size()];
    renting = new PlainRenting(cluster);
    for (int i = 0; i < renting.places; i++) {
      nodes.add(new PlainReplica());
    }
    run();
  }

  private void run() {
    long tick = MINUTE;
    long now = 0;
    while (trace.size() > 0) {
      int coming = coming();
      long next = coming < 0 ? NEVER : arrivalOf(coming);
      for (PlainReplica node : nodes) {
        next = Math.min(next, node.stepEnd);
      }
      for (int request : deferred) {
        next = Math.min(next, deadlineOf(request));
      }
      if (next == NEVER && stranded.isEmpty() && renting.next(now) > trace.periodNanos() * 1000) {
        break;
      }
      next = Math.min(next, renting.next(now));
      for (; tick <= next; tick += MINUTE) {
        sample(tick);
      }
      now = next;
      clock = now;
      for (PlainReplica node : nodes) {
        if (node.stepEnd == now) {
          endStep(node, now);
        }
      }
      rent(now);
      for (coming = coming(); coming >= 0 && arrivalOf(coming) == now; coming = coming()) {
        arrived++;
        came[coming] = true;
        cameAt[coming] = now;
        arrive(coming);
      }
      fill();
      for (PlainReplica node : nodes) {
        if (node.atBoundary) {
          node.atBoundary = false;
          beginStep(node, now);
        }
      }
    }
    if (trace.size() > 0) {
      sample(now);
    }
    renting.close(Math.max(now, trace.periodNanos() * 1000));
  }

  private void rent(long now) {
    if (cluster.onDemand().isEmpty() && cluster.deferral().isEmpty()) {
      return;
    }
    for (int place = 0; place < nodes.size(); place++) {
      if (nodes.get(place).outstanding() == 0 && renting.stopsGivenUp(place, now)) {
        nodes.set(place, nodes.get(place).replaced());
        drained++;
      }
    }
    List<Integer> back = new ArrayList<>();
    for (int place : renting.interrupted(now)) {
      PlainReplica node = nodes.get(place);
      back.addAll(lose(node, now));
      nodes.set(place, node.replaced());
    }
    long present = 0;
    for (int i = 0; i < trace.size(); i++) {
      present += came[i] && finish[i] == 0 && !canWait[i] ? 1 : 0;
    }
    renting.check(now, present);
    for (int place = 0; place < nodes.size(); place++) {
      if (nodes.get(place).outstanding() == 0 && renting.stopsGivenUp(place, now)) {
        nodes.set(place, nodes.get(place).replaced());
      }
    }
    for (int request : back) {
      (canWait[request] ? deferred : stranded).add(request);
    }
    stranded.sort(this::byArrival);
    List<Integer> again = List.copyOf(stranded);
    stranded.clear();
    again.forEach(this::place);
    for (int request : List.copyOf(deferred)) {
      if (deadlineOf(request) <= now) {
        deferred.remove((Integer) request);
        away(request, -6);
        batched++;
      }
    }
  }

  private int byArrival(int left, int right) {
    return cameAt[left] != cameAt[right]
        ? Long.compare(cameAt[left], cameAt[right])
        : Integer.compare(left, right);
  }

  private long deadlineOf(int request) {
    return cameAt[request] + cluster.deferral().orElseThrow().deadlinePicos();
  }

  private List<Integer> lose(PlainReplica node, long now) {
    List<Integer> lost = new ArrayList<>(node.waiting);
    boolean inStep = node.stepEnd != NEVER;
    for (Sequence sequence : node.running) {
      int read = sequence.read + (inStep ? node.chunks.getOrDefault(sequence, 0) : 0);
      lostPrompts += Math.min(read, trace.inputTokens(sequence.request));
      lost.add(sequence.request);
    }
    if (inStep) {
      busyPicos += now - node.stepStart;
      node.busyBefore += now - node.stepStart;
    }
    for (int request : lost) {
      lostOutputs += generated[request];
      generated[request] = 0;
      firstToken[request] = 0;
    }
    return lost;
  }

  /// Sends what can wait to the least loaded replica that has room for it, as long as there is one.
  private void fill() {
    while (!deferred.isEmpty()) {
      deferred.sort(this::byArrival);
      int request = deferred.getFirst();
      int input = trace.inputTokens(request);
      int best = -1;
      for (int i = 0; i < nodes.size(); i++) {
        PlainReplica node = nodes.get(i);
        long queued = queuedPrompts(node);
        if (renting.takes(i, clock)
            && (queued == 0 || queued + input <= engine.maxNumBatchedTokens())
            && node.outstanding() < cluster.deferral().orElseThrow().fill()
            && (best < 0 || node.outstanding() < nodes.get(best).outstanding())) {
          best = i;
        }
      }
      if (best < 0) {
        return;
      }
      deferred.removeFirst();
      filled++;
      send(request, best);
    }
  }

  private void away(int request, long mark) {
    finish[request] = mark;
    awayAt[request] = clock;
  }

  /// The request that comes first of those whose time is known, or -1.
  private int coming() {
    int first = -1;
    for (int i = trace.hasSessions() ? 0 : arrived; i < trace.size(); i++) {
      if (!came[i] && arrivalOf(i) < (first < 0 ? NEVER : arrivalOf(first))) {
        first = i;
      }
      if (!trace.hasSessions()) {
        break;
      }
    }
    return first;
  }

  private long arrivalOf(int request) {
    long recorded = trace.arrivalNanos(request) * 1000;
    int previous = trace.previousTurn(request);
    if (previous < 0) {
      return recorded;
    }
    if (!came[previous] || finish[previous] == 0) {
      return NEVER;
    }
    return finish[previous] > 0
        ? Math.max(recorded, finish[previous] + cluster.thinkPicos())
        : Math.max(recorded, awayAt[previous]);
  }

  private void arrive(int request) {
    int input = trace.inputTokens(request);
    int output = trace.outputTokens(request);
    long mark = 0;
    if (output == 0) {
      mark = -2;
    } else if (input == 0) {
      mark = -3;
    } else if ((long) input + output > engine.maxContext()) {
      mark = -4;
    } else if (bytes(input + output - 1) > engine.kvBytes()) {
      mark = -5;
    }
    if (mark != 0) {
      away(request, mark);
    } else if (canWait[request]) {
      deferred.add(request);
    } else {
      place(request);
    }
  }

  private void place(int request) {
    int chosen = choose(request);
    if (chosen < 0 && cluster.spill().isEmpty()) {
      stranded.add(request);
      return;
    }
    if (chosen < 0) {
      away(request, -1);
      spilled++;
      return;
    }
    PlainReplica node = nodes.get(chosen);
    int input = trace.inputTokens(request);
    if (cluster.spill().isPresent()) {
      SpillRule rule = cluster.spill().get();
      long ahead = Math.max(0, node.outstanding() + 1 - rule.capacity().batch());
      long wait =
          Math.max(
              ahead * rule.capacity().completionPicos(),
              queuedPrompts(node) * rule.capacity().promptTokenPicos());
      if (wait + input * rule.capacity().promptTokenPicos() > rule.firstTokenLimitPicos()) {
        away(request, -1);
        spilled++;
        return;
      }
    }
    send(request, chosen);
  }

  private void send(int request, int chosen) {
    PlainReplica node = nodes.get(chosen);
    for (int block = 0; block < trace.prefixBlocks(request); block++) {
      long id = trace.prefixId(request, block);
      routed.put(PlainReplica.tableSlot(id), new long[] {id, chosen});
    }
    node.waiting.add(request);
    if (node.stepEnd == NEVER) {
      node.atBoundary = true;
    }
  }

  private int choose(int request) {
    if (cluster.balance() == BalancePolicy.ROUND_ROBIN) {
      for (int i = turn; i < turn + nodes.size(); i++) {
        if (renting.takesAny(i % nodes.size(), clock)) {
          turn = i % nodes.size() + 1;
          return turn - 1;
        }
      }
      return -1;
    }
    int least = -1;
    for (int i = 0; i < nodes.size(); i++) {
      if (!renting.takesAny(i, clock)) {
        continue;
      }
      if (least < 0 || nodes.get(i).outstanding() < nodes.get(least).outstanding()) {
        least = i;
      }
    }
    if (least < 0 || cluster.balance() == BalancePolicy.LEAST_LOADED) {
      return least;
    }
    int known = 0;
    int affine = -1;
    int blocks = trace.prefixBlocks(request);
    while (known < blocks) {
      long id = trace.prefixId(request, known);
      long[] entry = routed.get(PlainReplica.tableSlot(id));
      if (entry == null || entry[0] != id) {
        break;
      }
      affine = (int) entry[1];
      known++;
    }
    if (affine < 0 || known * 2 < blocks || !renting.takesAny(affine, clock)) {
      return least;
    }
    int load = nodes.get(affine).outstanding();
    return load > 4 && load > 1.5 * nodes.get(least).outstanding() ? least : affine;
  }

  private long queuedPrompts(PlainReplica node) {
    long tokens = 0;
    for (int request : node.waiting) {
      tokens += generated[request] == 0 ? trace.inputTokens(request) : 0;
    }
    for (Sequence sequence : node.running) {
      tokens += generated[sequence.request] == 0 ? trace.inputTokens(sequence.request) : 0;
    }
    return tokens;
  }

  private long bytes(int tokens) {
    int size = engine.blockTokens();
    long blocks = (tokens + size - 1) / size;
    long windowed = (Math.min(tokens, cost.window()) + size - 1) / size;
    return blocks * engine.blockBytes() + windowed * engine.windowBlockBytes();
  }

  private long blockUnit() {
    return trace.hasPrefixes()
        ? (long) trace.blockTokens() / engine.blockTokens() * engine.blockBytes()
        : 0;
  }

  /// What the running sequences hold, `extra` more tokens for each that decodes.
  private long held(PlainReplica node, int extra) {
    long sum = 0;
    Set<Long> shared = new HashSet<>();
    for (Sequence sequence : node.running) {
      sum += bytes(sequence.stored + (sequence.decoding ? extra : 0));
      sum -= sequence.sharedBlocks.size() * blockUnit();
      shared.addAll(sequence.sharedBlocks);
    }
    return sum + shared.size() * blockUnit();
  }

  private void evict(PlainReplica node, long held) {
    while (held + node.idle.size() * blockUnit() > engine.kvBytes() && !node.idle.isEmpty()) {
      node.idle.remove(node.idle.iterator().next());
    }
  }

  private void endStep(PlainReplica node, long now) {
    steps++;
    busyPicos += now - node.stepStart;
    node.busyBefore += now - node.stepStart;
    node.stepEnd = NEVER;
    node.atBoundary = true;
    List<Sequence> ended = new ArrayList<>();
    for (Sequence sequence : node.running) {
      if (sequence.decoding) {
        sequence.stored++;
        token(sequence, now, ended);
      } else if (node.chunks.containsKey(sequence)) {
        sequence.read += node.chunks.get(sequence);
        if (sequence.read == sequence.prompt) {
          sequence.decoding = true;
          token(sequence, now, ended);
        }
      }
    }
    ended.sort((left, right) -> Integer.compare(left.request, right.request));
    for (Sequence sequence : ended) {
      finish[sequence.request] = now;
      leave(node, sequence);
    }
    if (held(node, 0) + node.idle.size() * blockUnit() > engine.kvBytes()) {
      throw new AssertionError("more blocks than there are");
    }
  }

  private void token(Sequence sequence, long now, List<Sequence> ended) {
    int request = sequence.request;
    outputTokens++;
    if (++generated[request] == 1) {
      firstToken[request] = now;
    }
    if (generated[request] == trace.outputTokens(request)) {
      ended.add(sequence);
    }
  }

  private void leave(PlainReplica node, Sequence sequence) {
    node.running.remove(sequence);
    for (int i = sequence.sharedBlocks.size() - 1; i >= 0; i--) {
      long id = sequence.sharedBlocks.remove(i);
      boolean computed = (i + 1) * trace.blockTokens() <= sequence.read;
      if (!node.holds(id) && !sequence.sharedBlocks.contains(id) && computed) {
        node.idle.add(id);
      }
    }
  }

  private void beginStep(PlainReplica node, long now) {
    boolean preempted = false;
    while (held(node, 1) > engine.kvBytes()) {
      Sequence last = node.running.getLast();
      leave(node, last);
      node.waiting.addFirst(last.request);
      preemptions++;
      preempted = true;
    }
    evict(node, held(node, 1));
    node.chunks.clear();
    int decoding = 0;
    long picos = 0;
    for (Sequence sequence : node.running) {
      if (sequence.decoding) {
        int context = sequence.stored + 1;
        decoding++;
        picos += cost.requestPicos() + context * cost.contextPicos();
        picos += Math.min(context, cost.window()) * cost.windowPicos();
      }
    }
    int left = engine.maxNumBatchedTokens() - decoding;
    for (Sequence sequence : node.running) {
      if (!sequence.decoding) {
        int chunk = Math.min(left, sequence.prompt - sequence.read);
        node.chunks.put(sequence, chunk);
        left -= chunk;
      }
    }
    while (!preempted
        && left > 0
        && !node.waiting.isEmpty()
        && node.running.size() < engine.maxNumSeqs()) {
      int request = next(node);
      Sequence sequence = admit(node, request);
      if (sequence == null) {
        break;
      }
      node.waiting.remove((Integer) request);
      int chunk = Math.min(left, sequence.prompt - sequence.read);
      node.chunks.put(sequence, chunk);
      left -= chunk;
    }
    mostAdmitted = Math.max(mostAdmitted, node.running.size());
    int prompts = 0;
    for (Map.Entry<Sequence, Integer> chunk : node.chunks.entrySet()) {
      prompts += chunk.getValue();
      picos += cost.promptPicos(chunk.getKey().read, chunk.getValue());
    }
    prefillTokens += prompts;
    if (decoding + prompts > 0) {
      node.stepStart = now;
      node.stepEnd = now + picos + cost.tokenPicos(decoding + prompts);
    }
  }

  private int next(PlainReplica node) {
    if (cluster.admission().equals(Admission.FCFS)) {
      return node.waiting.getFirst();
    }
    int best = node.waiting.getFirst();
    for (int request : node.waiting) {
      int rank = cluster.admission().rank(trace, request);
      int bestRank = cluster.admission().rank(trace, best);
      if (rank < bestRank || (rank == bestRank && request < best)) {
        best = request;
      }
    }
    return best;
  }

  /// The admitted sequence, or null when there is no room for it.
  private Sequence admit(PlainReplica node, int request) {
    Sequence sequence = new Sequence();
    sequence.request = request;
    sequence.prompt = trace.inputTokens(request) + generated[request];
    sequence.stored = sequence.prompt;
    int hits = 0;
    int heldHits = 0;
    int whole = 0;
    if (trace.hasPrefixes()) {
      int size = trace.blockTokens();
      whole = Math.min(trace.prefixBlocks(request), trace.inputTokens(request) / size);
      while (hits < whole && (hits + 1) * size < sequence.prompt) {
        long id = trace.prefixId(request, hits);
        if (!node.holds(id) && !node.idle.contains(id)) {
          break;
        }
        heldHits += node.holds(id) ? 1 : 0;
        hits++;
      }
    }
    long needs = bytes(sequence.prompt) - heldHits * blockUnit();
    if (held(node, 1) + needs > engine.kvBytes()) {
      return null;
    }
    for (int block = 0; block < whole; block++) {
      long id = trace.prefixId(request, block);
      boolean here = node.holds(id) || node.idle.contains(id) || sequence.sharedBlocks.contains(id);
      if (block >= hits && here) {
        break;
      }
      sequence.sharedBlocks.add(id);
    }
    node.idle.removeAll(sequence.sharedBlocks);
    sequence.read = hits * trace.blockTokens();
    hitTokens += sequence.read;
    node.running.add(sequence);
    evict(node, held(node, 1));
    return sequence;
  }

  private void sample(long time) {
    long busy = 0;
    long running = 0;
    long waiting = 0;
    long held = 0;
    for (PlainReplica node : nodes) {
      busy += node.busyBefore + (node.stepEnd == NEVER ? 0 : time - node.stepStart);
      running += node.running.size();
      waiting += node.waiting.size();
      held += held(node, 0);
    }
    series.add(
        new long[] {
          arrived - atLastTick[0],
          spilled - atLastTick[1],
          outputTokens - atLastTick[2],
          busy - atLastTick[3],
          running,
          waiting + stranded.size(),
          held,
          renting.on(),
          renting.picos(lastTick, time),
          deferred.size()
        });
    lastTick = time;
    atLastTick = new long[] {arrived, spilled, outputTokens, busy};
  }
}
