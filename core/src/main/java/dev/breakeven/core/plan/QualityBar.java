package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import java.util.Map;
import java.util.Optional;

/// The least score that a model must reach on the user's own tasks, and the scores it stated.
///
/// `losses` is the part of a score that running at a precision takes away; bf16 takes none. A model
/// without a score is unknown, and so is a precision without a loss.
public record QualityBar(Ratio least, Map<ModelId, Ratio> scores, Map<Precision, Ratio> losses) {
  public QualityBar {
    scores = Map.copyOf(scores);
    losses = Map.copyOf(losses);
  }

  /// The score of `model` as a host serves it, which is how it was measured.
  Knowable<Ratio> score(ModelId model) {
    return Optional.ofNullable(scores.get(model))
        .map(Knowable::known)
        .orElseGet(
            () ->
                Knowable.unknown(
                    "quality unknown: state --quality %s=0.82, the bar is %s"
                        .formatted(model, least)));
  }

  /// The same on own GPUs at `precision`.
  Knowable<Ratio> score(ModelId model, Precision precision) {
    return switch (score(model)) {
      case Knowable.Unknown<Ratio> unknown -> unknown;
      case Knowable.Known<Ratio>(Ratio score) when precision == Precision.BF16 ->
          Knowable.known(score);
      case Knowable.Known<Ratio>(Ratio score) ->
          Optional.ofNullable(losses.get(precision))
              .map(loss -> Knowable.known(score.times(Ratio.ONE.minus(loss))))
              .orElseGet(
                  () ->
                      Knowable.unknown(
                          "quality unknown: what %s takes from %s's %s: --quantization-loss %s=1%%"
                              .formatted(precision.key(), model, score, precision.key())));
    };
  }

  /// That `score` is under the bar.
  Optional<Miss> miss(String what, Ratio score) {
    if (score.compareTo(least) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Miss(
            "--quality-bar",
            "quality %s of %s is under the bar of %s".formatted(score, what, least),
            score.signum() > 0 ? Optional.of(least.dividedBy(score)) : Optional.empty(),
            "--quality-bar " + score));
  }
}
