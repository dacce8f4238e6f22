package dev.breakeven.core.pricing;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.TokenRate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Offers for tests: stated rates, in force from 2026 on.
public final class SampleOffers {
  public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  public static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  public static final Instant TO = Instant.parse("9999-01-01T00:00:00Z");

  private SampleOffers() {}

  /// USD per million tokens for input and output alone.
  public static ApiOffer inputOutput(String input, String output) {
    return of(Map.of(TokenClass.INPUT, input, TokenClass.OUTPUT, output));
  }

  public static ApiOffer of(Map<TokenClass, String> usdPerMillion) {
    return of(Multiplier.ONE, List.of(row(0, usdPerMillion)));
  }

  public static ApiOffer of(Multiplier discount, List<PriceRow> rows) {
    return new ApiOffer(
        new ProviderId("sample"),
        new ModelId("sample-model"),
        true,
        false,
        Optional.empty(),
        Optional.empty(),
        rows,
        List.of(),
        discount,
        new Source("test", LocalDate.parse("2026-01-01")),
        "");
  }

  /// A standard price everywhere at all times above `aboveInput` tokens.
  public static PriceRow row(long aboveInput, Map<TokenClass, String> usdPerMillion) {
    return new PriceRow(
        FROM, TO, Optional.empty(), ServiceClass.STANDARD, "", aboveInput, card(usdPerMillion));
  }

  public static RateCard card(Map<TokenClass, String> usdPerMillion) {
    Map<TokenClass, TokenRate> rates = new EnumMap<>(TokenClass.class);
    usdPerMillion.forEach((key, price) -> rates.put(key, TokenRate.perMillion(price)));
    return new RateCard(rates);
  }

  public static Quote quote(ApiOffer offer, Usage usage) {
    return Tariff.quote(offer, usage, NOON, ServiceClass.STANDARD, "");
  }

  public static Quote.Priced priced(ApiOffer offer, Usage usage) {
    return switch (quote(offer, usage)) {
      case Quote.Priced priced -> priced;
      case Quote.Unpriced(String reason) -> throw new AssertionError(reason);
    };
  }
}
