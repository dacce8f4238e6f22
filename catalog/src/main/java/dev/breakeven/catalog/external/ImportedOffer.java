package dev.breakeven.catalog.external;

import dev.breakeven.core.offer.ApiOffer;

/// An offer in our record, and how the other catalog spells its provider and model.
public record ImportedOffer(String provider, String model, ApiOffer offer) {}
