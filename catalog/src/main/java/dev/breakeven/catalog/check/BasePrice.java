package dev.breakeven.catalog.check;

import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.TokenRate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Input and output of the standard class in the default region.
record BasePrice(TokenRate input, TokenRate output) {

  /// The price of short requests in force at `at`; empty when input or output is not known.
  static Optional<BasePrice> at(List<PriceRow> rows, Instant at) {
    return rows.stream()
        .filter(row -> isBase(row) && row.aboveInput() == 0 && row.inForce(at))
        .min(Comparator.comparing(row -> row.window().isEmpty()))
        .flatMap(BasePrice::of);
  }

  static Optional<BasePrice> of(PriceRow row) {
    Optional<TokenRate> input = row.rates().rate(TokenClass.INPUT);
    Optional<TokenRate> output = row.rates().rate(TokenClass.OUTPUT);
    return input.isPresent() && output.isPresent()
        ? Optional.of(new BasePrice(input.get(), output.get()))
        : Optional.empty();
  }

  static boolean isBase(PriceRow row) {
    return row.service() == ServiceClass.STANDARD && row.region().isEmpty();
  }

  @Override
  public String toString() {
    return input + "/" + output;
  }
}
