package dev.breakeven.catalog.format;

import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.RateTier;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Tokens;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What one line of an API price file states. A model is spelled as the file spells it.
public sealed interface ApiRow {
  Place place();

  ProviderId provider();

  /// Prices of a model; `free` allows rates of zero, and without prices makes all of them zero.
  record Prices(
      Place place,
      ProviderId provider,
      String model,
      Optional<String> hostId,
      Optional<Boolean> vendor,
      Optional<Boolean> openWeights,
      Optional<Tokens> context,
      Optional<Tokens> maxOutput,
      Optional<LocalDate> asOf,
      Optional<String> source,
      String note,
      boolean free,
      List<PriceRow> rows,
      List<RateTier> rateTiers)
      implements ApiRow {}

  /// A discount the user negotiated: on one model, or on all that the provider sells.
  record Discount(
      Place place, ProviderId provider, Optional<String> model, String share, Multiplier factor)
      implements ApiRow {}

  /// Takes an offer out of the catalog.
  record Disabled(Place place, ProviderId provider, String model) implements ApiRow {}
}
