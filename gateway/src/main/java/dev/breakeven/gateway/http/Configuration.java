package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.gateway.upstream.Upstreams;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What holds for a request from its first byte to its last, also when it is reloaded meanwhile.
public record Configuration(
    GatewaySettings settings,
    Upstreams upstreams,
    Admission admission,
    RateLimiter rates,
    RetryPolicy retryPolicy) {

  /// Why nobody may answer this; empty when somebody may, if not where the key may go.
  Optional<Refusal> barred(
      Endpoint endpoint, String model, boolean escalated, Optional<VirtualKey> key) {
    if (model.isEmpty()) {
      return Optional.of(Refusal.invalid("'model' is missing"));
    }
    String required = settings.aliases().required(model, escalated);
    if (key.filter(each -> !each.models().isEmpty() && !each.models().contains(required))
        .isPresent()) {
      return Optional.of(
          Refusal.of(
              Problem.MODEL_NOT_ALLOWED,
              "key %s may not use model '%s'".formatted(keyId(key), required)));
    }
    return isServed(model, endpoint::isSpokenBy)
        ? Optional.empty()
        : Optional.of(unserved(endpoint, model));
  }

  private boolean isServed(String model, Predicate<UpstreamSettings> speaks) {
    List<String> models = settings.aliases().models(model);
    return (models.isEmpty() ? List.of(model) : models)
        .stream().anyMatch(each -> upstreams.serves(each, speaks));
  }

  /// Why nobody is left of those who serve `model`.
  static Refusal outside(String model, Optional<VirtualKey> key) {
    return Refusal.of(
        Problem.NO_ALLOWED_TARGET,
        "model '%s' is served only outside the providers and regions of key %s"
            .formatted(model, keyId(key)));
  }

  private static String keyId(Optional<VirtualKey> key) {
    return key.map(VirtualKey::id).orElse("");
  }

  private Refusal unserved(Endpoint endpoint, String model) {
    boolean elsewhere = isServed(model, _ -> true);
    return elsewhere
        ? Refusal.of(
            Problem.ENDPOINT_NOT_SERVED,
            "no upstream of model '%s' is known to speak %s%s"
                .formatted(
                    model,
                    endpoint.path(),
                    endpoint == Endpoint.RESPONSES
                        ? "; ask at /v1/chat/completions, or set 'responses: true' at one that does"
                        : ""))
        : Refusal.of(
            Problem.MODEL_NOT_FOUND,
            "no upstream serves model '%s' at %s".formatted(model, endpoint.path()));
  }
}
