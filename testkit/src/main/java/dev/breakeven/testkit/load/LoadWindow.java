package dev.breakeven.testkit.load;

import dev.breakeven.testkit.load.Answer.Ending;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/// The figures of a run between two moments, so that warm-up and drain stay out.
///
/// Calls count by when they were due, tokens by when they came, whatever became of their call.
/// Latencies and lengths are of the complete answers; `endings` counts those and all others.
/// `running` is how many answers came at once, as one of them saw it in the mean: with N coming at
/// a moment, the integral of N² over that of N; NaN when none came.
public record LoadWindow(
    double seconds,
    int due,
    Map<Ending, Integer> endings,
    double outputTokensPerSecond,
    double running,
    Sample ttftSeconds,
    Sample tpotSeconds,
    Sample endToEndSeconds,
    Sample promptTokens,
    Sample outputTokens) {
  private static final double NANOS = 1e9;

  /// What `answers` show from `fromNanos` up to `toNanos`.
  public static LoadWindow of(List<Answer> answers, long fromNanos, long toNanos) {
    if (toNanos <= fromNanos) {
      throw new IllegalArgumentException(
          "window from %d to %d ns (expected: not empty)".formatted(fromNanos, toNanos));
    }
    List<Answer> due =
        answers.stream()
            .filter(one -> one.intendedNanos() >= fromNanos && one.intendedNanos() < toNanos)
            .toList();
    Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    due.forEach(one -> endings.merge(one.ending(), 1, Integer::sum));
    List<Answer> complete = due.stream().filter(Answer::complete).toList();
    double seconds = (toNanos - fromNanos) / NANOS;
    double tokens = answers.stream().mapToDouble(one -> one.tokensWithin(fromNanos, toNanos)).sum();
    return new LoadWindow(
        seconds,
        due.size(),
        endings,
        tokens / seconds,
        running(answers, fromNanos, toNanos),
        sample(complete, Answer::ttftSeconds),
        sample(complete, Answer::tpotSeconds),
        sample(complete, one -> OptionalDouble.of(one.endToEndSeconds())),
        sample(complete, LoadWindow::prompt),
        sample(complete, one -> OptionalDouble.of(one.outputTokens())));
  }

  /// From the first frame of an answer to its end it is coming.
  private static double running(List<Answer> answers, long fromNanos, long toNanos) {
    NavigableMap<Long, Integer> changes = new TreeMap<>();
    for (Answer answer : answers) {
      long[] frames = answer.frameNanos();
      if (frames.length > 0) {
        changes.merge(Math.clamp(frames[0], fromNanos, toNanos), 1, Integer::sum);
        changes.merge(Math.clamp(answer.endNanos(), fromNanos, toNanos), -1, Integer::sum);
      }
    }
    double coming = 0;
    double squares = 0;
    long now = 0;
    long since = fromNanos;
    for (Map.Entry<Long, Integer> change : changes.entrySet()) {
      double span = change.getKey() - since;
      coming += now * span;
      squares += (double) now * now * span;
      now += change.getValue();
      since = change.getKey();
    }
    return squares / coming;
  }

  private static OptionalDouble prompt(Answer answer) {
    return answer.promptTokens().isPresent()
        ? OptionalDouble.of(answer.promptTokens().getAsLong())
        : OptionalDouble.empty();
  }

  private static Sample sample(List<Answer> answers, Function<Answer, OptionalDouble> figure) {
    return Sample.of(answers.stream().map(figure).flatMapToDouble(OptionalDouble::stream));
  }

  /// Calls due in a second.
  public double dueRate() {
    return due / seconds;
  }

  /// How many calls ended in `ending`.
  public int ended(Ending ending) {
    return endings.getOrDefault(ending, 0);
  }
}
