package dev.breakeven.core.offer;

import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Tokens;
import java.util.List;
import java.util.Optional;

/// A model as one provider hosts it, with all its dated prices.
///
/// `vendor` marks the endpoint of the model's own maker. `discount` is what the user negotiated and
/// applies to every rate. `maxOutput` and `context` are empty where no source gives them.
public record ApiOffer(
    ProviderId provider,
    ModelId model,
    boolean vendor,
    boolean openWeights,
    Optional<Tokens> context,
    Optional<Tokens> maxOutput,
    List<PriceRow> prices,
    List<RateTier> rateTiers,
    Multiplier discount,
    Source source,
    String note) {
  public ApiOffer {
    prices = List.copyOf(prices);
    rateTiers = List.copyOf(rateTiers);
  }

  /// `gpt-4o` at its maker's own endpoint, `groq/llama-3.3-70b` anywhere else.
  public String id() {
    return vendor ? model.text() : provider + "/" + model;
  }

  /// The day and source that every quote from this offer carries.
  public String priceVersion() {
    return provider + "/" + model + "@" + source.asOf();
  }

  @Override
  public String toString() {
    return id();
  }
}
