package dev.breakeven.gateway.metering;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What happened since the start. Thread-safe.
public final class Counters {
  public final AtomicLong inFlight = new AtomicLong();
  public final LongAdder requests = new LongAdder();
  public final LongAdder refused = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder abandoned = new LongAdder();
  public final LongAdder attempts = new LongAdder();
  public final LongAdder failedAttempts = new LongAdder();
  public final LongAdder spilled = new LongAdder();
  public final LongAdder ledgerLost = new LongAdder();
  public final LongAdder accessLost = new LongAdder();
  public final LongAdder inputTokens = new LongAdder();
  public final LongAdder outputTokens = new LongAdder();
  public final LongAdder spendNanos = new LongAdder();
  public final LongAdder unpriced = new LongAdder();
  public final AtomicLong spansWaiting = new AtomicLong();
  public final LongAdder spansSent = new LongAdder();
  public final LongAdder spansLost = new LongAdder();
  public final LongAdder overheadNanos = new LongAdder();
  public final AtomicLong mirrorsInFlight = new AtomicLong();
  public final LongAdder mirrors = new LongAdder();
  public final LongAdder failedMirrors = new LongAdder();
  public final LongAdder mirrorSpendNanos = new LongAdder();
  private final Map<MirrorSkip, LongAdder> mirrorsSkipped = new EnumMap<>(MirrorSkip.class);

  public Counters() {
    for (MirrorSkip why : MirrorSkip.values()) {
      mirrorsSkipped.put(why, new LongAdder());
    }
  }

  public LongAdder mirrorsSkipped(MirrorSkip why) {
    return mirrorsSkipped.getOrDefault(why, new LongAdder());
  }
}
