package dev.breakeven.core.workload;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Which requests of a trace belong together, and what of their prompts belongs to everybody.
///
/// A prefix block with which more than one request in a hundred begins (and more than thirty) is
/// common: a system prompt, the same for all users. Requests belong together when the trace names
/// their session; in a trace without sessions, when they share the first prefix block that is not
/// common. Known error: a conversation that makes up more than a hundredth of a trace passes for
/// common, and short ones that end within the common blocks pass for single requests.
final class Conversations {
  private static final int SHARE = 100;
  private static final int FEW = 30;

  private final int[] head;
  private final int[] commonBlocks;

  private Conversations(int[] head, int[] commonBlocks) {
    this.head = head;
    this.commonBlocks = commonBlocks;
  }

  static Conversations of(Trace trace) {
    int[] common = commonBlocks(trace);
    int[] head = new int[trace.size()];
    Map<Long, Integer> first = new HashMap<>();
    for (int i = 0; i < head.length; i++) {
      if (trace.hasSessions()) {
        int before = trace.previousTurn(i);
        head[i] = before < 0 ? i : head[before];
      } else if (common[i] < trace.prefixBlocks(i)) {
        Integer before = first.putIfAbsent(trace.prefixId(i, common[i]), i);
        head[i] = before == null ? i : before;
      } else {
        head[i] = i;
      }
    }
    return new Conversations(head, common);
  }

  /// The first request of the conversation that `request` is in, itself when it stands alone.
  int head(int request) {
    return head[request];
  }

  /// How many leading prefix blocks of `request` are common.
  int commonBlocks(int request) {
    return commonBlocks[request];
  }

  private static int[] commonBlocks(Trace trace) {
    int[] common = new int[trace.size()];
    int most = Math.max(FEW, trace.size() / SHARE);
    int[] reaching = new int[trace.size()];
    int count = trace.size();
    Arrays.setAll(reaching, i -> i);
    for (int depth = 0; count > most; depth++) {
      int there = 0;
      for (int i = 0; i < count; i++) {
        if (trace.prefixBlocks(reaching[i]) > depth) {
          reaching[there++] = reaching[i];
        }
      }
      long[] frequent = frequent(trace, reaching, there, depth, most);
      count = 0;
      for (int i = 0; i < there; i++) {
        if (Arrays.binarySearch(frequent, trace.prefixId(reaching[i], depth)) >= 0) {
          common[reaching[i]]++;
          reaching[count++] = reaching[i];
        }
      }
    }
    return common;
  }

  /// The ids at `depth` that more than `most` of the first `count` requests have, sorted.
  private static long[] frequent(Trace trace, int[] requests, int count, int depth, int most) {
    long[] ids = new long[count];
    Arrays.setAll(ids, i -> trace.prefixId(requests[i], depth));
    Arrays.sort(ids);
    int kept = 0;
    for (int from = 0, to; from < count; from = to) {
      to = from;
      while (to < count && ids[to] == ids[from]) {
        to++;
      }
      if (to - from > most) {
        ids[kept++] = ids[from];
      }
    }
    return Arrays.copyOf(ids, kept);
  }
}
