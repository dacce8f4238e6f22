package dev.breakeven.wire.report;

import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.serving.SteadyState;
import dev.breakeven.core.serving.StepConstants;
import java.io.Writer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/// The JSON of `lab fit` and `lab throughput`.
public final class LabDocument {
  private LabDocument() {}

  public static void writeFit(Deployment deployment, Fit fit, Writer out) {
    JsonOut.write(out, json -> fit(json, deployment, fit));
  }

  /// `steady` is one replica's, empty where the model does not fit; throughputs are of all
  /// `replicas`.
  public static void writeThroughput(
      Deployment deployment,
      Fit fit,
      Optional<SteadyState> steady,
      int replicas,
      StepConstants constants,
      Writer out) {
    JsonOut.write(
        out,
        json -> {
          fit(json, deployment, fit);
          json.number("replicas", (long) replicas);
          figure(json, "running_per_replica", steady, SteadyState::concurrency);
          figure(json, "output_tok_s", steady, one -> one.outputTokensPerSecond() * replicas);
          figure(json, "total_tok_s", steady, one -> one.totalTokensPerSecond() * replicas);
          figure(json, "tpot_ms", steady, one -> one.tpotSeconds() * 1e3);
          figure(json, "ttft_ms", steady, one -> one.ttftSeconds() * 1e3);
          json.object(
              "band",
              _ ->
                  json.number("median_error", constants.medianError())
                      .number("p90_error", constants.p90Error()));
          json.text("calibration", constants.name());
        });
  }

  private static void figure(
      JsonOut json, String key, Optional<SteadyState> steady, ToDoubleFunction<SteadyState> value) {
    json.optional(key, steady, one -> json.number(key, value.applyAsDouble(one)));
  }

  private static void fit(JsonOut json, Deployment deployment, Fit fit) {
    json.text("deployment", deployment.toString());
    switch (fit) {
      case Fit.Fits fits -> {
        json.flag("fits", true).none("short_by_bytes").none("why");
        json.number("weights_bytes", fits.weightsBytes());
        json.number("kv_bytes_per_token", fits.kvBytesPerToken());
        count(json, "kv_tokens", fits.kvTokens());
        count(json, "max_concurrency", fits.maxConcurrency());
      }
      case Fit.Short(long bytes, String what, long weights) -> {
        json.flag("fits", false).number("short_by_bytes", bytes).text("why", what);
        json.number("weights_bytes", weights);
        nothingLeft(json);
      }
      case Fit.Indivisible(String reason) -> {
        json.flag("fits", false).none("short_by_bytes").text("why", reason);
        json.number("weights_bytes", deployment.weightsBytes());
        nothingLeft(json);
      }
    }
  }

  private static void nothingLeft(JsonOut json) {
    json.none("kv_bytes_per_token").none("kv_tokens").none("max_concurrency");
  }

  private static void count(JsonOut json, String key, OptionalLong value) {
    if (value.isPresent()) {
      json.number(key, value.getAsLong());
    } else {
      json.none(key);
    }
  }
}
