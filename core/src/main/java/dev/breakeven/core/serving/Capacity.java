package dev.breakeven.core.serving;

import dev.breakeven.core.serving.StepModel.Mix;
import dev.breakeven.core.units.Knowable;

/// What one replica serves while every token still comes within its TPOT limit.
///
/// `batch` is the largest concurrency that memory, the engine and the limit allow at the mean
/// lengths of the traffic. `secondsPerInputToken` and `secondsPerOutputToken` split a saturated
/// replica's time so that a mean request costs exactly its share; requests of other lengths are
/// charged in proportion.
public record Capacity(
    StepModel model,
    int batch,
    String limitedBy,
    SteadyState steady,
    double secondsPerInputToken,
    double secondsPerOutputToken) {

  /// The capacity at mean lengths `inputTokens` and `outputTokens` with TPOT at most `tpotLimit`
  /// seconds (infinite for no limit), or why there is none.
  public static Knowable<Capacity> of(
      StepModel model, double inputTokens, double outputTokens, double tpotLimit) {
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
        yield largestWithin(model, most, limit, inputTokens, outputTokens, tpotLimit);
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
    return most >= batch
        ? this
        : at(model, most, limitedBy, steady.inputTokens(), steady.outputTokens());
  }

  private static Knowable<Capacity> largestWithin(
      StepModel model, int most, String limit, double input, double output, double tpotLimit) {
    SteadyState alone = SteadyState.at(model, 1, input, output);
    if (alone.tpotSeconds() > tpotLimit) {
      return Knowable.unknown(
          "TPOT is %.0f ms with one request alone, over the limit of %.0f ms"
              .formatted(alone.tpotSeconds() * 1e3, tpotLimit * 1e3));
    }
    int low = 1;
    int high = most;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (SteadyState.at(model, middle, input, output).tpotSeconds() <= tpotLimit) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Knowable.known(at(model, low, low < most ? "TPOT limit" : limit, input, output));
  }

  private static Capacity at(
      StepModel model, int batch, String limit, double input, double output) {
    SteadyState steady = SteadyState.at(model, batch, input, output);
    double context = input + output / 2;
    double decodeOnly = model.seconds(new Mix(batch, context, 0, 0));
    double promptTokens = batch * input / output;
    return new Capacity(
        model,
        batch,
        limit,
        steady,
        promptTokens > 0 ? (steady.tpotSeconds() - decodeOnly) / promptTokens : 0,
        decodeOnly / batch);
  }
}
