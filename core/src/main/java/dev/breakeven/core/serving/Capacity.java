package dev.breakeven.core.serving;

import dev.breakeven.core.serving.StepModel.Mix;
import dev.breakeven.core.units.Knowable;

/// What one replica serves while every token still comes within its TPOT limit.
///
/// `batch` is the largest concurrency that memory, the engine and the limit allow at the mean
/// lengths of the traffic. `secondsPerInputToken` and `secondsPerOutputToken` split a saturated
/// replica's time so that a mean request costs exactly its share; requests of other lengths are
/// charged in proportion. Of the prompts the share `read` is read, a prefix cache holds the rest.
public record Capacity(
    StepModel model,
    int batch,
    String limitedBy,
    SteadyState steady,
    double secondsPerInputToken,
    double secondsPerOutputToken,
    double read) {

  /// The capacity at mean lengths `inputTokens` and `outputTokens` with TPOT at most `tpotLimit`
  /// seconds (infinite for no limit), or why there is none.
  public static Knowable<Capacity> of(
      StepModel model, double inputTokens, double outputTokens, double tpotLimit) {
    return of(model, inputTokens, outputTokens, 1, tpotLimit);
  }

  /// The same where the share `read` of prompt tokens has to be read.
  public static Knowable<Capacity> of(
      StepModel model, double inputTokens, double outputTokens, double read, double tpotLimit) {
    if (Double.isNaN(tpotLimit)) {
      throw new IllegalArgumentException("TPOT limit: NaN (expected: seconds, or infinite)");
    }
    Deployment deployment = model.deployment();
    if (!deployment.model().throughputDescribed()) {
      return Knowable.unknown(
          deployment.model().id() + ": its attention is not described by the throughput model");
    }
    double held = deployment.settings().engine().heldTokens(inputTokens, outputTokens);
    long context = Math.max(1, (long) Math.ceil(held));
    return switch (Fit.of(deployment, context, 1)) {
      case Fit.Short(long bytes, String what, long _) ->
          Knowable.unknown("short by %.1f GB for %s".formatted(bytes / 1e9, what));
      case Fit.Indivisible(String reason) -> Knowable.unknown(reason);
      case Fit.Fits fits -> {
        int engine = deployment.maxNumSeqs();
        long memory = fits.maxConcurrency().orElseThrow();
        int most = (int) Math.min(engine, memory);
        String limit = memory < engine ? "KV memory" : "max_num_seqs";
        yield largestWithin(
            new Traffic(model, inputTokens, outputTokens, read), most, limit, tpotLimit);
      }
    };
  }

  /// Time to the first token of a prompt of `inputTokens` beside a full batch, without queueing.
  public double firstTokenSeconds(double inputTokens) {
    double context = steady.inputTokens() + steady.outputTokens() / 2;
    return SteadyState.firstToken(model, batch, context, inputTokens, steady.tpotSeconds());
  }

  /// The same with a batch of at most `most`, for the reason `limitedBy`.
  public Capacity atMost(int most, String limitedBy) {
    return most >= batch ? this : traffic(read).at(most, limitedBy);
  }

  /// The same batch where the share `share` of prompt tokens has to be read.
  public Capacity reading(double share) {
    return traffic(share).at(batch, limitedBy);
  }

  private Traffic traffic(double share) {
    return new Traffic(model, steady.inputTokens(), steady.outputTokens(), share);
  }

  private static Knowable<Capacity> largestWithin(
      Traffic traffic, int most, String limit, double tpotLimit) {
    SteadyState alone = traffic.steady(1);
    if (alone.tpotSeconds() > tpotLimit) {
      return Knowable.unknown(
          "TPOT is %.0f ms with one request alone, over the limit of %.0f ms"
              .formatted(alone.tpotSeconds() * 1e3, tpotLimit * 1e3));
    }
    int low = 1;
    int high = most;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (traffic.steady(middle).tpotSeconds() <= tpotLimit) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Knowable.known(traffic.at(low, low < most ? "TPOT limit" : limit));
  }

  /// What a replica is asked for, at its mean lengths.
  private record Traffic(StepModel model, double input, double output, double read) {
    SteadyState steady(int batch) {
      return SteadyState.at(model, batch, input, output, read);
    }

    Capacity at(int batch, String limit) {
      SteadyState steady = steady(batch);
      double decodeOnly = model.seconds(new Mix(batch, input + output / 2, 0, 0));
      double promptTokens = batch * input / output;
      return new Capacity(
          model,
          batch,
          limit,
          steady,
          promptTokens > 0 ? (steady.tpotSeconds() - decodeOnly) / promptTokens : 0,
          decodeOnly / batch,
          read);
    }
  }
}
