package dev.breakeven.catalog;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.units.Multiplier;
import java.util.Optional;

/// An API offer and how its host spells the model.
record ApiEntry(ApiOffer offer, Optional<String> hostId) {

  static String key(String provider, String model) {
    return provider + "/" + model;
  }

  String key() {
    return key(offer.provider().text(), offer.model().text());
  }

  ApiEntry discounted(Multiplier factor, String remark) {
    String note = offer.note().isEmpty() ? remark : offer.note() + "; " + remark;
    return new ApiEntry(
        new ApiOffer(
            offer.provider(),
            offer.model(),
            offer.vendor(),
            offer.openWeights(),
            offer.context(),
            offer.maxOutput(),
            offer.prices(),
            offer.rateTiers(),
            factor,
            offer.source(),
            note),
        hostId);
  }
}
