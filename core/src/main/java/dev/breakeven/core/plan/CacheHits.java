package dev.breakeven.core.plan;

import dev.breakeven.core.offer.PromptCache;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Bill;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.workload.PrefixReuse;
import dev.breakeven.core.workload.Trace;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a host charges for a traffic when its prompt cache finds every prefix that it can still
/// have: the least, as no host promises a hit.
///
/// A prefix is found when it has the length that the cache asks for and its blocks were part of a
/// prompt within the cache's lifetime; nothing limits either where no source does. Where a host
/// charges for storing, every prompt long enough is stored whole. One that sells two lifetimes is
/// used with the better one for all requests, five minutes or an hour.
///
/// Not thread-safe.
final class CacheHits {
  private static final Duration SHORT = Duration.ofMinutes(5);
  private static final Duration LONG = Duration.ofHours(1);

  private final Trace trace;
  private final Map<Long, int[]> reused = new HashMap<>();
  private final Map<Use, Usage> totals = new HashMap<>();

  CacheHits(Trace trace) {
    this.trace = trace;
  }

  /// How prompts are marked: what is stored, of prefixes of at least `least` tokens, is billed as
  /// `stored` and found for `nanos` after its last use.
  private record Use(TokenClass stored, long nanos, long least) {}

  /// The bill with hits; empty where nothing is known of prefixes or of the price of a hit.
  Optional<Bill.Total.Priced> bill(Tariff tariff, PromptCache cache) {
    RateCard rates = tariff.rates(Usage.NONE);
    if (!trace.hasPrefixes() || rates.rate(TokenClass.CACHE_READ).isEmpty()) {
      return Optional.empty();
    }
    return uses(rates, cache)
        .flatMap(use -> priced(tariff, use).stream())
        .min(Comparator.comparing(Bill.Total.Priced::usd));
  }

  private static Stream<Use> uses(RateCard rates, PromptCache cache) {
    long least = cache.leastTokens().orElse(0L);
    boolean minutes = rates.rate(TokenClass.CACHE_WRITE_5M).isPresent();
    if (minutes && rates.rate(TokenClass.CACHE_WRITE_1H).isPresent()) {
      return Stream.of(
          new Use(TokenClass.CACHE_WRITE_5M, SHORT.toNanos(), least),
          new Use(TokenClass.CACHE_WRITE_1H, LONG.toNanos(), least));
    }
    return Stream.of(
        new Use(
            minutes ? TokenClass.CACHE_WRITE_5M : TokenClass.INPUT,
            cache.lifetime().map(Duration::toNanos).orElse(PrefixReuse.FOR_EVER),
            least));
  }

  private Optional<Bill.Total.Priced> priced(Tariff tariff, Use use) {
    Bill bill = new Bill(tariff);
    if (tariff.hasCliffs()) {
      int[] found = found(use);
      IntStream.range(0, found.length).forEach(i -> bill.add(usage(i, found[i], use)));
    } else {
      bill.add(totals.computeIfAbsent(use, this::total));
    }
    return bill.total() instanceof Bill.Total.Priced total ? Optional.of(total) : Optional.empty();
  }

  private Usage total(Use use) {
    int[] found = found(use);
    Usage total = Usage.NONE;
    for (int i = 0; i < found.length; i++) {
      total = total.plus(usage(i, found[i], use));
    }
    return total;
  }

  private int[] found(Use use) {
    return reused.computeIfAbsent(use.nanos(), nanos -> PrefixReuse.tokens(trace, nanos));
  }

  private Usage usage(int request, int found, Use use) {
    int input = trace.inputTokens(request);
    int read = found >= use.least() ? found : 0;
    int stored = use.stored() != TokenClass.INPUT && input >= use.least() ? input - read : 0;
    boolean hour = use.stored() == TokenClass.CACHE_WRITE_1H;
    return new Usage(
        input - read - stored,
        read,
        hour ? 0 : stored,
        hour ? stored : 0,
        trace.outputTokens(request),
        0);
  }
}
