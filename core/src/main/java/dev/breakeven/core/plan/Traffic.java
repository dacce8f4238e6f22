package dev.breakeven.core.plan;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.LoadProfile;
import dev.breakeven.core.workload.Replay;
import dev.breakeven.core.workload.StatedVolume;
import dev.breakeven.core.workload.Trace;
import java.math.BigInteger;
import java.util.Optional;

/// A trace as the planner sees it: how it fills time, and what a month of it is.
///
/// A month is the observed window repeated, times the user's scale; both are kept exact.
public final class Traffic {
  private static final long NANOS_PER_DAY = 86_400_000_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Trace trace;
  private final Ratio scale;
  private final Ratio monthFactor;
  private final Replay replay;
  private final LoadProfile profile;
  private final long inputTokens;
  private final long outputTokens;
  private final PromptReads reads;
  private final Optional<Double> repeated;
  private final int longestRequest;

  /// `trace` must have a request and a period over zero, `scale` be over zero; throws
  /// `TRAFFIC_OUT_OF_RANGE` when a month of it is more than [StatedVolume#MOST_TOKENS].
  public Traffic(Trace trace, Ratio scale) {
    if (scale.signum() <= 0) {
      throw new IllegalArgumentException("scale: " + scale + " (expected: over 0)");
    }
    long windowNanos = trace.periodNanos();
    if (trace.size() == 0 || windowNanos <= 0) {
      throw new IllegalArgumentException("trace: no request or no time (expected: both)");
    }
    this.trace = trace;
    this.scale = scale;
    BigInteger monthNanos = Hours.MONTH.seconds().times(SECOND_NANOS).rounded();
    this.monthFactor = new Ratio(monthNanos, BigInteger.valueOf(windowNanos)).times(scale);
    this.replay = Replay.of(simulated(trace), scale);
    long replayed = replay.trace().periodNanos();
    this.profile =
        LoadProfile.of(
            replay.trace(), replayed <= NANOS_PER_DAY ? SECOND_NANOS : 10 * SECOND_NANOS);
    long input = 0;
    long output = 0;
    int longest = 0;
    for (int i = 0; i < trace.size(); i++) {
      input += trace.inputTokens(i);
      output += trace.outputTokens(i);
      longest = Math.max(longest, Math.addExact(trace.inputTokens(i), trace.outputTokens(i)));
    }
    if (monthFactor.times(input + output).compareTo(Ratio.of(StatedVolume.MOST_TOKENS)) > 0) {
      throw new BreakevenException(
          ErrorCode.TRAFFIC_OUT_OF_RANGE,
          "a month of this traffic is over %,d tokens".formatted(StatedVolume.MOST_TOKENS),
          trace.provenance().describe(),
          "Lower the scale, or give a trace that covers more time.");
    }
    this.inputTokens = input;
    this.outputTokens = output;
    this.longestRequest = longest;
    this.reads = PromptReads.of(replay.trace());
    double read = replay.trace() == trace ? reads.share() : PromptReads.of(trace).share();
    this.repeated = trace.hasPrefixes() ? Optional.of(1 - read) : Optional.empty();
  }

  /// What of `trace` the simulator can work with: prefix blocks have to consist of whole KV blocks.
  private static Trace simulated(Trace trace) {
    return trace.blockTokens() % Engine.BLOCK_TOKENS == 0 ? trace : trace.withoutPrefixes();
  }

  /// Whether own replicas are simulated with a prefix cache.
  public boolean hasPrefixes() {
    return replay.trace().hasPrefixes();
  }

  /// The share of prompt tokens in prefixes that came before; empty where the trace does not tell.
  public Optional<Double> repeated() {
    return repeated;
  }

  /// What own replicas have to read at least.
  PromptReads reads() {
    return reads;
  }

  public Trace trace() {
    return trace;
  }

  public Ratio scale() {
    return scale;
  }

  /// What one observed request stands for in a month.
  public Ratio monthFactor() {
    return monthFactor;
  }

  /// The traffic at its full rate, for a simulation.
  Replay replay() {
    return replay;
  }

  /// The load of [#replay].
  LoadProfile profile() {
    return profile;
  }

  /// The most that any minute of it asks for.
  ApiLimit.Peak peakMinute() {
    return ApiLimit.Peak.of(profile, Ratio.ofMeasured(profileFactor(), 9));
  }

  /// What the profile has to be multiplied by for the mean load to be that of all the traffic: 1
  /// but for the chance with which requests are in the replay.
  double profileFactor() {
    Trace part = replay.trace();
    double tokens = 0;
    for (int i = 0; i < part.size(); i++) {
      tokens += part.inputTokens(i) + part.outputTokens(i);
    }
    double rate = (inputTokens + outputTokens) * scale.toDouble() / trace.periodNanos();
    return tokens == 0 ? 1 : rate * part.periodNanos() / tokens;
  }

  long observedInput() {
    return inputTokens;
  }

  long observedOutput() {
    return outputTokens;
  }

  public Tokens inputPerMonth() {
    return perMonth(inputTokens);
  }

  public Tokens outputPerMonth() {
    return perMonth(outputTokens);
  }

  public Tokens tokensPerMonth() {
    return inputPerMonth().plus(outputPerMonth());
  }

  /// What `observed` tokens of the trace are in a month.
  Tokens perMonth(long observed) {
    return Tokens.of(monthFactor.times(observed).rounded().longValueExact());
  }

  public double meanInput() {
    return (double) inputTokens / trace.size();
  }

  public double meanOutput() {
    return (double) outputTokens / trace.size();
  }

  /// The tokens to read that 95 percent of prompts do not exceed, at the least: see [PromptReads].
  public int p95Read() {
    return reads.at(95);
  }

  /// Input and output tokens of the longest request: the context that serving it needs.
  public int longestRequest() {
    return longestRequest;
  }

  /// Requests whose input and output together exceed `context`.
  public long longerThan(long context) {
    long count = 0;
    for (int i = 0; i < trace.size(); i++) {
      if ((long) trace.inputTokens(i) + trace.outputTokens(i) > context) {
        count++;
      }
    }
    return count;
  }
}
