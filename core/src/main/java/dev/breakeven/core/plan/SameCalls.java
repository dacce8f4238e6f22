package dev.breakeven.core.plan;

import dev.breakeven.core.ledger.CallLog;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Bill;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// What the calls of a month would have cost at another offer, call by call and at the same share
/// of cached input.
///
/// An offer without a price for cached reads or writes charges them as input, so it is compared as
/// if it had no cache.
final class SameCalls {
  private static final IntFunction<Usage[]> ARRAY = Usage[]::new;

  private final CallMonth month;
  private final Instant at;
  private final String region;
  private final Usage[] calls;
  private final Usage[] sums;
  private final Usage total;
  private final long longest;

  /// `at` is the instant and `region` the region, empty for none, whose prices are in force.
  SameCalls(CallMonth month, Instant at, String region) {
    this.month = month;
    this.at = at;
    this.region = region;
    CallLog log = month.log();
    this.calls = month.compared().filter(i -> !log.isSum(i)).mapToObj(log::usage).toArray(ARRAY);
    this.sums = month.compared().filter(log::isSum).mapToObj(log::usage).toArray(ARRAY);
    this.total = Stream.concat(Stream.of(calls), Stream.of(sums)).reduce(Usage.NONE, Usage::plus);
    this.longest = Stream.of(calls).mapToLong(use -> use.total().count()).max().orElse(0);
  }

  Usage total() {
    return total;
  }

  /// Input and output tokens of the longest call: the context that serving it needs.
  long longest() {
    return longest;
  }

  /// USD a month at `offer`, or why there is none.
  Knowable<Usd> at(ApiOffer offer) {
    long context = offer.context().map(Tokens::count).orElse(Long.MAX_VALUE);
    if (longest > context) {
      long tooLong = Stream.of(calls).filter(use -> use.total().count() > context).count();
      return Knowable.unknown("%,d calls exceed its %,d tokens".formatted(tooLong, context));
    }
    return switch (Tariff.of(offer, at, ServiceClass.STANDARD, region)) {
      case Tariff.Lookup.Missing(String reason) -> Knowable.unknown(reason);
      case Tariff.Lookup.Found(Tariff tariff) -> bill(tariff);
    };
  }

  private Knowable<Usd> bill(Tariff tariff) {
    Bill bill = new Bill(tariff);
    if (!tariff.hasCliffs()) {
      bill.add(charged(tariff, total));
    } else if (Stream.of(sums).anyMatch(tariff::crosses)) {
      return Knowable.unknown("long calls cost more, and sums do not say which were long");
    } else {
      Stream.of(calls).forEach(use -> bill.add(charged(tariff, use)));
      Stream.of(sums).forEach(use -> bill.add(charged(tariff, use)));
    }
    return switch (bill.total()) {
      case Bill.Total.Unpriced(String reason) -> Knowable.unknown(reason);
      case Bill.Total.Priced priced -> Knowable.known(month.perMonth(priced.usd()));
    };
  }

  /// The classes that the offer has prices for.
  private static Usage charged(Tariff tariff, Usage usage) {
    RateCard rates = tariff.rates(usage);
    boolean reads = has(rates, TokenClass.CACHE_READ);
    boolean minutes = has(rates, TokenClass.CACHE_WRITE_5M);
    boolean hours = has(rates, TokenClass.CACHE_WRITE_1H);
    long asMinutes = minutes && !hours ? usage.cacheWrite1h() : 0;
    long asInput =
        (reads ? 0 : usage.cacheRead())
            + (minutes ? 0 : usage.cacheWrite5m())
            + (hours || minutes ? 0 : usage.cacheWrite1h());
    return new Usage(
        usage.input() + asInput,
        reads ? usage.cacheRead() : 0,
        minutes ? usage.cacheWrite5m() + asMinutes : 0,
        hours ? usage.cacheWrite1h() : 0,
        usage.output(),
        usage.reasoning());
  }

  private static boolean has(RateCard rates, TokenClass tokenClass) {
    return rates.picosOrNegative(tokenClass) >= 0;
  }
}
