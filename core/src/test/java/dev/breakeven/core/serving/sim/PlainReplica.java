package dev.breakeven.core.serving.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What one replica of [StepByStep] holds.
final class PlainReplica {
  List<Sequence> running = new ArrayList<>();
  List<Integer> waiting = new ArrayList<>();
  LinkedHashSet<Long> idle = new LinkedHashSet<>();
  Map<Sequence, Integer> chunks = new HashMap<>();
  long stepStart;
  long stepEnd = Long.MAX_VALUE;
  long busyBefore;
  boolean atBoundary;

  static final class Sequence {
    int request;
    int prompt;
    int read;
    boolean decoding;

    /// Tokens in the KV cache, reserved ones of an unread prompt included.
    int stored;

    List<Long> sharedBlocks = new ArrayList<>();
  }
}
