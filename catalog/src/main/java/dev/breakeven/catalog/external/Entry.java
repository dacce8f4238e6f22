package dev.breakeven.catalog.external;

import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.units.Tokens;
import java.util.List;
import java.util.Optional;

/// One model of another catalog, read but not yet named in our way.
record Entry(
    String provider,
    String model,
    Optional<Tokens> context,
    Optional<Tokens> maxOutput,
    boolean openWeights,
    List<PriceRow> rows) {}
