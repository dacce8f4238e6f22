package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.SteadyState;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;

/// What the step model says a measurement should have shown.
///
/// The batch of one replica is the offered concurrency, the engine's `max_num_seqs` or what memory
/// holds, whichever is least; a step holds at most `max_num_batched_tokens`, so long prompts beside
/// short answers keep fewer sequences decoding. A burst of N that drains has B × N / (N + B) of its
/// batch B running in the mean; requests of one length run in whole rounds, equally full in the
/// mean. An offered rate runs as many as Little's law asks for.
final class Prediction {
  private static final int BISECTIONS = 25;

  private final Measurement measured;
  private final StepModel model;

  private Prediction(Measurement measured, StepConstants constants) {
    this.measured = measured;
    model = new StepModel(measured.deployment(), constants);
  }

  /// Seconds or output tokens a second, whichever `measured` is in.
  static double of(Measurement measured, StepConstants constants) {
    return new Prediction(measured, constants).value();
  }

  /// The logarithm of how much slower it was than `constants` say: 0 is exact, in any metric.
  static double slowness(Measurement measured, StepConstants constants) {
    double ratio = Math.log(measured.value() / of(measured, constants));
    return measured.metric() == Measurement.Metric.OUTPUT_RATE ? -ratio : ratio;
  }

  private double value() {
    return switch (measured.load()) {
      case Load.Closed(double concurrency) -> running(batch(concurrency), concurrency, 1);
      case Load.Unlimited() -> running(batch(Double.MAX_VALUE), Double.MAX_VALUE, 1);
      case Load.Rate(double perSecond) -> atRate(perSecond);
      case Load.Offline(double requests) -> running(inRounds(requests), requests, 1);
      case Load.Burst(double requests) -> {
        double batch = batch(requests);
        yield running(batch, requests, requests / (requests + batch * ways()));
      }
    };
  }

  private double ways() {
    return (double) measured.replicas() * measured.stages();
  }

  /// Sequences in one batch when `offered` are there over all replicas.
  private double batch(double offered) {
    double most = offered / measured.replicas();
    if (!(measured.load() instanceof Load.Closed)) {
      most = Math.min(most, measured.deployment().maxNumSeqs());
    }
    double memory = measured.memoryHolds();
    // an engine that was measured had loaded, whatever our memory estimate says
    double held = memory >= 1 ? Math.min(most, memory) : most;
    return Math.max(1, held / measured.stages());
  }

  /// Sequences in one batch in the mean over the rounds that `requests` take.
  private double inRounds(double requests) {
    double batch = batch(requests);
    double rounds = Math.ceil(requests / (batch * ways()));
    return Math.max(1, requests / (rounds * ways()));
  }

  private double inputPerOutput() {
    return measured.inputTokens() / measured.outputTokens();
  }

  /// Sequences of a batch that decode in a step: no more than its token budget leaves room for.
  private double decoding(double batch) {
    double budget = measured.deployment().maxNumBatchedTokens();
    return Math.min(batch, Math.max(1, budget / (1 + inputPerOutput())));
  }

  private double stepSeconds(double decoding) {
    return stepSeconds(decoding, decoding);
  }

  /// The mean step of `decoding` sequences with the prompts that keep `renewed` of them running.
  private double stepSeconds(double decoding, double renewed) {
    return model.meanSeconds(
        decoding, measured.context(), renewed * inputPerOutput(), measured.inputTokens());
  }

  private double running(double batch, double offered, double filled) {
    double decoding = decoding(batch);
    double step = stepSeconds(decoding);
    double busy = Math.min(ways(), Math.max(1, offered));
    double rate = decoding / step * busy * filled;
    return switch (measured.metric()) {
      case OUTPUT_RATE -> rate;
      case TPOT -> besides(decoding - 1);
      case TTFT -> firstToken(batch, step) + queued(batch, offered, rate);
    };
  }

  private double firstToken(double batch, double step) {
    return SteadyState.firstToken(model, batch, measured.context(), measured.inputTokens(), step);
  }

  /// The mean wait of what does not fit into the batches.
  private double queued(double batch, double offered, double rate) {
    double waiting = Math.max(0, offered - batch * ways());
    if (waiting == 0 || offered == Double.MAX_VALUE) {
      return 0;
    }
    double perRequest = measured.outputTokens() / rate;
    return switch (measured.load()) {
      case Load.Burst _ -> waiting / offered * (waiting / 2 * perRequest);
      case Load.Offline _ -> waiting / 2 * perRequest;
      case Load.Closed _, Load.Unlimited _, Load.Rate _ -> waiting * perRequest;
    };
  }

  private double atRate(double perSecond) {
    double most = batch(Double.MAX_VALUE);
    double wanted = perSecond / ways() * measured.outputTokens();
    double low = 1e-3;
    double high = most;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = Math.sqrt(low * high);
      double decoding = decoding(middle);
      if (decoding / stepSeconds(decoding) >= wanted) {
        high = middle;
      } else {
        low = middle;
      }
    }
    double decoding = decoding(high);
    double step = stepSeconds(decoding);
    return switch (measured.metric()) {
      case OUTPUT_RATE -> Math.min(wanted, decoding / step) * ways();
      case TPOT -> besides(Math.min(decoding, decoding(most) - 1));
      case TTFT -> firstToken(Math.max(1, high), step);
    };
  }

  /// The step of a request beside `others`, with the prompts of those: its own was read before.
  private double besides(double others) {
    double beside = Math.max(0, others);
    return stepSeconds(1 + beside, beside);
  }
}
