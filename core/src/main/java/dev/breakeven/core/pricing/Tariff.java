package dev.breakeven.core.pricing;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The rows of one offer in force at one instant for one service class and region.
///
/// Immutable and thread-safe; look it up once, then price many calls. Rules: the row with the
/// highest cliff below the request's total input prices the whole request; a class with tokens but
/// no rate makes the quote unknown; a row inside a daily window goes before one for the whole day.
public final class Tariff {
  private static final TokenClass[] CLASSES = TokenClass.values();
  private static final Comparator<PriceRow> BY_CLIFF =
      Comparator.comparingLong(PriceRow::aboveInput).thenComparing(row -> row.window().isEmpty());

  private final ApiOffer offer;
  private final PriceRow[] byCliff;

  private Tariff(ApiOffer offer, List<PriceRow> rows) {
    this.offer = offer;
    this.byCliff = rows.toArray(PriceRow[]::new);
  }

  /// A tariff, or why the offer has no price for this moment, class and region.
  public sealed interface Lookup {
    record Found(Tariff tariff) implements Lookup {}

    record Missing(String reason) implements Lookup {}
  }

  /// `region` is empty for "wherever it is the same price".
  public static Lookup of(ApiOffer offer, Instant at, ServiceClass service, String region) {
    String sold = isSold(offer, service, region) ? region : "";
    if (!isSold(offer, service, sold)) {
      return new Lookup.Missing(whyNotSold(offer, service));
    }
    List<PriceRow> inForce = new ArrayList<>();
    for (PriceRow row : offer.prices()) {
      if (row.service() == service && row.region().equals(sold) && row.inForce(at)) {
        inForce.add(row);
      }
    }
    inForce.sort(BY_CLIFF);
    List<PriceRow> byCliff = new ArrayList<>();
    for (PriceRow row : inForce) {
      if (byCliff.isEmpty() || byCliff.getLast().aboveInput() != row.aboveInput()) {
        byCliff.add(row);
      }
    }
    if (byCliff.isEmpty() || byCliff.getFirst().aboveInput() != 0) {
      return new Lookup.Missing("%s has no price in force at %s".formatted(offer.id(), at));
    }
    return new Lookup.Found(new Tariff(offer, byCliff));
  }

  private static boolean isSold(ApiOffer offer, ServiceClass service, String region) {
    for (PriceRow row : offer.prices()) {
      if (row.service() == service && row.region().equals(region)) {
        return true;
      }
    }
    return false;
  }

  private static String whyNotSold(ApiOffer offer, ServiceClass service) {
    TreeSet<String> regions = new TreeSet<>();
    offer.prices().stream()
        .filter(row -> row.service() == service)
        .forEach(row -> regions.add(row.region()));
    return regions.isEmpty()
        ? "%s has no %s price".formatted(offer.id(), service.key())
        : "%s is priced by region: name one of %s"
            .formatted(offer.id(), String.join(", ", regions));
  }

  /// Prices `usage` as one call of `offer` at `at`.
  public static Quote quote(
      ApiOffer offer, Usage usage, Instant at, ServiceClass service, String region) {
    return switch (of(offer, at, service, region)) {
      case Lookup.Found(Tariff tariff) -> tariff.quote(usage);
      case Lookup.Missing(String reason) -> new Quote.Unpriced(reason);
    };
  }

  public ApiOffer offer() {
    return offer;
  }

  /// True when long requests are repriced; without cliffs a bill is linear in tokens.
  public boolean hasCliffs() {
    return byCliff.length > 1;
  }

  /// True when `usage`, taken as one request, is repriced for its length.
  public boolean crosses(Usage usage) {
    return cliffOf(usage.totalInput()) > 0;
  }

  public Quote quote(Usage usage) {
    RateCard rates = rates(usage);
    long high = 0;
    long low = 0;
    for (TokenClass tokenClass : CLASSES) {
      long count = usage.count(tokenClass);
      if (count == 0) {
        continue;
      }
      long picos = rates.picosOrNegative(tokenClass);
      if (picos < 0) {
        return new Quote.Unpriced(missing(tokenClass));
      }
      long product = count * picos;
      high = Math.addExact(high, Math.multiplyHigh(count, picos));
      low += product;
      if (Long.compareUnsigned(low, product) < 0) {
        high = Math.addExact(high, 1);
      }
    }
    return new Quote.Priced(new PicoUsd(high, low).times(offer.discount()), this, usage);
  }

  /// The most that a request of up to `input` tokens read and `output` tokens generated can cost,
  /// whatever the classes they fall into; empty where that cannot be told.
  public Optional<Usd> worstCase(long input, long output) {
    PicoUsd worst = PicoUsd.ZERO;
    for (PriceRow row : byCliff) {
      if (row.aboveInput() > 0 && row.aboveInput() >= input) {
        continue;
      }
      RateCard rates = row.rates();
      if (rates.rate(TokenClass.INPUT).isEmpty() || rates.rate(TokenClass.OUTPUT).isEmpty()) {
        return Optional.empty();
      }
      PicoUsd here =
          PicoUsd.product(Tokens.of(input), dearest(rates, true))
              .plus(PicoUsd.product(Tokens.of(output), dearest(rates, false)));
      worst = here.toBigInteger().compareTo(worst.toBigInteger()) > 0 ? here : worst;
    }
    return Optional.of(worst.times(offer.discount()));
  }

  private static TokenRate dearest(RateCard rates, boolean input) {
    TokenRate dearest = TokenRate.FREE;
    for (TokenClass tokenClass : CLASSES) {
      TokenRate rate = rates.rate(tokenClass).orElse(TokenRate.FREE);
      dearest = tokenClass.isInput() == input && rate.compareTo(dearest) > 0 ? rate : dearest;
    }
    return dearest;
  }

  /// The rates that a request of this length is billed at.
  public RateCard rates(Usage usage) {
    return byCliff[byCliff.length == 1 ? 0 : cliffOf(usage.totalInput())].rates();
  }

  String missing(TokenClass tokenClass) {
    return offer.id() + " has no " + tokenClass.key() + " rate";
  }

  int cliffs() {
    return byCliff.length;
  }

  /// The index of the row that prices a request of `totalInput` tokens.
  int cliffOf(long totalInput) {
    int row = byCliff.length - 1;
    while (row > 0 && totalInput <= byCliff[row].aboveInput()) {
      row--;
    }
    return row;
  }

  long cliffStart(int cliff) {
    return byCliff[cliff].aboveInput();
  }

  RateCard ratesOf(int cliff) {
    return byCliff[cliff].rates();
  }

  List<Quote.Line> lines(Usage usage) {
    RateCard rates = rates(usage);
    List<Quote.Line> lines = new ArrayList<>();
    for (TokenClass tokenClass : CLASSES) {
      Tokens tokens = Tokens.of(usage.count(tokenClass));
      if (tokens.count() > 0) {
        TokenRate rate = rates.rate(tokenClass).orElseThrow();
        lines.add(new Quote.Line(tokenClass, tokens, rate, PicoUsd.product(tokens, rate)));
      }
    }
    return lines;
  }
}
