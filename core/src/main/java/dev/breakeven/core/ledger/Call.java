package dev.breakeven.core.ledger;

import dev.breakeven.core.offer.ServiceClass;
import java.util.OptionalDouble;

/// What was asked, of whom, and why there. An empty text means not stated.
///
/// `dialect` is `openai` or `anthropic`; `difficulty` is the router's estimate from 0 to 1.
public record Call(
    String dialect,
    String taskKind,
    String modelAsked,
    String modelServed,
    String provider,
    String region,
    String endpoint,
    String routeReason,
    OptionalDouble difficulty,
    ServiceClass service,
    boolean stream) {

  /// A call of which a log tells no more than model and provider.
  public static Call of(String model, String provider) {
    return new Call(
        "",
        "",
        model,
        model,
        provider,
        "",
        "",
        "",
        OptionalDouble.empty(),
        ServiceClass.STANDARD,
        false);
  }

  /// The same call, to one endpoint of the provider.
  public Call at(String atEndpoint) {
    return new Call(
        dialect,
        taskKind,
        modelAsked,
        modelServed,
        provider,
        region,
        atEndpoint,
        routeReason,
        difficulty,
        service,
        stream);
  }
}
