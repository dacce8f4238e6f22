package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.gateway.upstream.Upstreams;
import java.util.Optional;

/// What holds for a request from its first byte to its last, also when it is reloaded meanwhile.
public record Configuration(
    GatewaySettings settings,
    Upstreams upstreams,
    Admission admission,
    RateLimiter rates,
    RetryPolicy retryPolicy) {

  /// Why nobody may answer this; empty when somebody may.
  Optional<Refusal> barred(Endpoint endpoint, String model, Optional<VirtualKey> key) {
    if (model.isEmpty()) {
      return Optional.of(Refusal.invalid("'model' is missing"));
    }
    String keyId = key.map(VirtualKey::id).orElse("");
    if (key.filter(each -> !each.models().isEmpty() && !each.models().contains(model))
        .isPresent()) {
      return Optional.of(
          Refusal.of(
              Problem.MODEL_NOT_ALLOWED, "key %s may not use model '%s'".formatted(keyId, model)));
    }
    if (!upstreams.serves(model, endpoint::isSpokenBy)) {
      return Optional.of(unserved(endpoint, model));
    }
    return upstreams.chain(model, endpoint::isSpokenBy, key).isEmpty()
        ? Optional.of(
            Refusal.of(
                Problem.NO_ALLOWED_TARGET,
                "model '%s' is served only outside the providers and regions of key %s"
                    .formatted(model, keyId)))
        : Optional.empty();
  }

  private Refusal unserved(Endpoint endpoint, String model) {
    boolean elsewhere = upstreams.serves(model, _ -> true);
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
