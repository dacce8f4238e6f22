package dev.breakeven.catalog;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.RateTier;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Random offers that are legal in every respect.
public final class Offers {
  private Offers() {}

  public static ApiOffer random(SplittableRandom random, int number) {
    List<PriceRow> rows = new ArrayList<>();
    for (ServiceClass service : ServiceClass.values()) {
      if (service == ServiceClass.STANDARD || random.nextInt(3) == 0) {
        addRows(rows, service, random);
      }
    }
    List<RateTier> tiers = new ArrayList<>();
    if (random.nextBoolean()) {
      tiers.add(new RateTier("tier \"1\"", 1 + random.nextInt(900), Tokens.of(30_000)));
    }
    return new ApiOffer(
        new ProviderId("host-" + random.nextInt(3)),
        new ModelId("model-" + number + "." + random.nextInt(9)),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? Optional.of(Tokens.of(1 + random.nextInt(2_000_000))) : none(),
        random.nextBoolean() ? Optional.of(Tokens.of(1 + random.nextInt(100_000))) : none(),
        rows,
        tiers,
        Multiplier.ONE,
        new Source("page ü " + number, LocalDate.of(2026, 1, 1).plusDays(random.nextInt(300))),
        random.nextBoolean() ? "" : "a \"note\"\n with \\ in it");
  }

  private static Optional<Tokens> none() {
    return Optional.empty();
  }

  private static void addRows(List<PriceRow> rows, ServiceClass service, SplittableRandom random) {
    Instant change = Instant.ofEpochSecond(1_780_000_000L + random.nextInt(10_000_000));
    boolean changes = random.nextBoolean();
    for (String region : random.nextBoolean() ? List.of("") : List.of("", "eu")) {
      for (long above : random.nextBoolean() ? List.of(0L) : List.of(0L, 200_000L)) {
        rows.add(
            row(
                Instant.MIN,
                changes ? change : Instant.MAX,
                always(),
                service,
                region,
                above,
                random));
        if (changes) {
          rows.add(row(change, Instant.MAX, always(), service, region, above, random));
        }
        if (random.nextInt(4) == 0) {
          Optional<DailyWindow> night =
              Optional.of(
                  new DailyWindow(LocalTime.of(16, 30), LocalTime.of(0, 30), ZoneId.of("UTC")));
          rows.add(row(Instant.MIN, Instant.MAX, night, service, region, above, random));
        }
      }
    }
  }

  private static Optional<DailyWindow> always() {
    return Optional.empty();
  }

  private static PriceRow row(
      Instant from,
      Instant to,
      Optional<DailyWindow> window,
      ServiceClass service,
      String region,
      long above,
      SplittableRandom random) {
    Map<TokenClass, TokenRate> rates = new EnumMap<>(TokenClass.class);
    for (TokenClass tokenClass : TokenClass.values()) {
      boolean always = tokenClass == TokenClass.INPUT;
      if (always || random.nextBoolean()) {
        rates.put(tokenClass, new TokenRate(1 + random.nextLong(600_000_000)));
      }
    }
    return new PriceRow(from, to, window, service, region, above, new RateCard(rates));
  }
}
