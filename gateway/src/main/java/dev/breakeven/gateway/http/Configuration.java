package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Caller;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
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

  /// Why nobody may answer this; empty when somebody may, if not where the caller may go.
  Optional<Refusal> barred(Endpoint endpoint, String model, boolean escalated, Caller caller) {
    if (model.isEmpty()) {
      return Optional.of(Refusal.invalid("'model' is missing"));
    }
    if (model.length() > Caller.LONGEST_NAME) {
      return Optional.of(
          Refusal.invalid("'model' has more than %d characters".formatted(Caller.LONGEST_NAME)));
    }
    return caller
        .barred(settings.aliases().required(model, escalated))
        .or(
            () ->
                isServed(model, endpoint::isSpokenBy)
                    ? Optional.empty()
                    : Optional.of(unserved(endpoint, model)));
  }

  private boolean isServed(String model, Predicate<UpstreamSettings> speaks) {
    List<String> models = settings.aliases().models(model);
    return (models.isEmpty() ? List.of(model) : models)
        .stream().anyMatch(each -> !upstreams.chain(each, speaks).isEmpty());
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
