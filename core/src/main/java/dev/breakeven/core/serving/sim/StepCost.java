package dev.breakeven.core.serving.sim;

import dev.breakeven.core.serving.StepModel;

/// The time of an engine step in whole picoseconds, from integer sums over what is in the step.
///
/// A step of n tokens for B decoding sequences takes `tokenPicos(n)` + B × `requestPicos` +
/// `contextPicos` × Σ context + `windowPicos` × Σ min(context, window) + attention of its prompt
/// chunks. Coefficients are rounded once, so k steps of a growing batch have an exact integer sum.
/// Times are those of [StepModel] but for that rounding.
public final class StepCost {
  private static final double PICOS = 1e12;

  /// Beyond this a single step would take hours, and a sum over a batch could overflow.
  private static final double MOST_PICOS = 1e16;

  /// A context beyond any window, to take slopes from.
  private static final double FAR = 1 << 20;

  private final long[] tokenPicos;
  private final long requestPicos;
  private final long contextPicos;
  private final long windowPicos;
  private final int window;
  private final double promptPairPicos;
  private final double promptWindowPairPicos;

  /// `window` is 0 without windowed layers. The last two are picoseconds that one prompt token
  /// spends on one position before it, over all layers and over windowed layers.
  StepCost(
      long[] tokenPicos,
      Slopes slopes,
      int window,
      double promptPairPicos,
      double promptWindowPairPicos) {
    this.tokenPicos = tokenPicos.clone();
    requestPicos = slopes.requestPicos();
    contextPicos = slopes.contextPicos();
    windowPicos = window == 0 ? 0 : slopes.windowPicos();
    this.window = window;
    this.promptPairPicos = promptPairPicos;
    this.promptWindowPairPicos = promptWindowPairPicos;
    for (long picos : tokenPicos) {
      check("step", picos, 1);
    }
    check("request", requestPicos, 0);
    check("context token", contextPicos, 0);
    check("window token", windowPicos, 0);
    check("prompt attention", promptPairPicos, 0);
    check("windowed prompt attention", promptWindowPairPicos, 0);
  }

  /// Picoseconds a sequence, a context token and a context token within the window add to a step.
  record Slopes(long requestPicos, long contextPicos, long windowPicos) {}

  /// For steps of up to `max_num_batched_tokens` of the model's deployment.
  ///
  /// Throws `IllegalArgumentException` when a constant makes a step take no time, hours or NaN.
  public static StepCost of(StepModel model) {
    long[] tokens = new long[model.deployment().maxNumBatchedTokens() + 1];
    for (int n = 0; n < tokens.length; n++) {
      tokens[n] = picos(model.batchSeconds(n));
    }
    int window = model.deployment().model().slidingWindow().orElse(0);
    double far = window + FAR;
    double contextSlope = (model.contextSeconds(far) - model.contextSeconds(window)) / FAR;
    double pairSlope = (model.promptSeconds(1, far) - model.promptSeconds(1, window)) / FAR;
    double base = model.contextSeconds(0);
    double windowSlope =
        window == 0 ? 0 : (model.contextSeconds(window) - base) / window - contextSlope;
    double windowPair = window == 0 ? 0 : model.promptSeconds(1, window) / window - pairSlope;
    Slopes slopes =
        new Slopes(
            picos(model.requestSeconds() + base),
            picos(contextSlope),
            picos(Math.max(0, windowSlope)));
    return new StepCost(tokens, slopes, window, pairSlope * PICOS, Math.max(0, windowPair) * PICOS);
  }

  /// Rounded; out of range (or NaN) becomes a value that the constructor refuses.
  private static long picos(double seconds) {
    double picos = seconds * PICOS;
    return picos >= 0 && picos <= MOST_PICOS ? Math.round(picos) : -1;
  }

  private static void check(String what, double picos, int least) {
    if (!(picos >= least && picos <= MOST_PICOS)) {
      throw new IllegalArgumentException(
          "%s time: %s ps (expected: %d to 10^16)".formatted(what, picos, least));
    }
  }

  /// The most tokens in one step.
  int maxTokens() {
    return tokenPicos.length - 1;
  }

  long tokenPicos(int tokens) {
    return tokenPicos[tokens];
  }

  long requestPicos() {
    return requestPicos;
  }

  long contextPicos() {
    return contextPicos;
  }

  long windowPicos() {
    return windowPicos;
  }

  int window() {
    return window;
  }

  /// Attention of `tokens` prompt tokens that follow `start` others, at their mean position.
  long promptPicos(int start, int tokens) {
    double position = start + tokens / 2.0;
    double reach = promptPairPicos * position + promptWindowPairPicos * Math.min(position, window);
    return Math.round(tokens * reach);
  }
}
