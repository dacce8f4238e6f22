package dev.breakeven.testkit.load;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What became of a call; times in nanoseconds from the start of the run.
///
/// Latencies count from `intendedNanos`, when the call was due, whatever kept the driver from
/// sending it then. `frameNanos` are the arrivals of frames with content. A status of 0 is no
/// answer at all; token counts are empty where the server did not report them.
public record Answer(
    long id,
    long intendedNanos,
    long sentNanos,
    long endNanos,
    int status,
    Ending ending,
    long[] frameNanos,
    OptionalLong promptTokens,
    OptionalLong reportedTokens,
    String detail) {
  private static final double NANOS = 1e9;

  /// How an answer ended.
  public enum Ending {
    /// With the mark of its end, or a whole body.
    COMPLETE,
    /// In the middle: the connection broke, or there was no mark.
    CUT,
    /// With a status other than 2xx.
    REFUSED,
    /// Before anything of it came.
    FAILED,
    /// By us, since it took longer than the limit.
    LATE
  }

  public Answer {
    frameNanos = frameNanos.clone();
  }

  @Override
  public long[] frameNanos() {
    return frameNanos.clone();
  }

  public boolean complete() {
    return ending == Ending.COMPLETE;
  }

  /// Tokens as reported, else frames with content: most engines send one token in each.
  public long outputTokens() {
    return reportedTokens.orElse(frameNanos.length);
  }

  /// To the first frame with content; empty when none came.
  public OptionalDouble ttftSeconds() {
    return frameNanos.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((frameNanos[0] - intendedNanos) / NANOS);
  }

  public double endToEndSeconds() {
    return (endNanos - intendedNanos) / NANOS;
  }

  /// A token after the first one in the mean; empty for a single token.
  public OptionalDouble tpotSeconds() {
    long tokens = outputTokens();
    return frameNanos.length == 0 || tokens < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of((endNanos - frameNanos[0]) / NANOS / (tokens - 1));
  }

  /// Output tokens that came in `fromNanos` to `toNanos`, each frame with an equal share of them.
  public double tokensWithin(long fromNanos, long toNanos) {
    long frames = Arrays.stream(frameNanos).filter(at -> at >= fromNanos && at < toNanos).count();
    return frames == 0 ? 0 : (double) outputTokens() * frames / frameNanos.length;
  }
}
