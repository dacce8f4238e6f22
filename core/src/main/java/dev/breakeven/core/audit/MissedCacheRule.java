package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Conversations that send what they sent a moment ago at the full price, to a model that sells
/// cache reads.
///
/// The prompt before is taken for the beginning of this one when the prompt grew within the five
/// minutes that a cache keeps. A cache write costs what the provider asks for it. Tokens beyond
/// [ResentHistoryRule#KEPT] are that rule's.
final class MissedCacheRule implements WasteRule {
  private static final Duration CACHED = Duration.ofMinutes(5);
  private static final long LEAST_PREFIX = 1_024;
  private static final long LEAST_CALLS = 50;
  private static final Ratio MOST_READ = Ratio.percent(20);

  private final Conversations conversations = new Conversations();
  private final Map<Caller.Purpose, Missed> missed = new HashMap<>();
  private final ListPrices prices;

  private static final class Missed {
    private long eligible;
    private long read;
    private long tokens;
    private Usd usd = Usd.ZERO;
  }

  MissedCacheRule(Market market) {
    prices = new ListPrices(market);
  }

  @Override
  public String id() {
    return "missed-prompt-cache";
  }

  @Override
  public void see(Attempt attempt) {
    Optional<Conversations.Turn> before = conversations.next(attempt);
    Usage usage = attempt.metered().usage();
    if (before.isEmpty()
        || before.get().input() < LEAST_PREFIX
        || usage.totalInput() <= before.get().input()
        || !before.get().within(CACHED, attempt.at())) {
      return;
    }
    Missed found = missed.computeIfAbsent(Caller.purpose(attempt), _ -> new Missed());
    found.eligible++;
    if (usage.cacheRead() > 0) {
      found.read++;
      return;
    }
    long prefix = Math.min(before.get().input(), ResentHistoryRule.KEPT);
    long input = Math.min(usage.totalInput(), Math.max(prefix, ResentHistoryRule.KEPT));
    prices
        .offer(attempt.call().provider(), attempt.call().modelServed())
        .flatMap(offer -> saved(offer, attempt, prefix, input))
        .filter(saved -> saved.nanos() > 0)
        .ifPresent(
            saved -> {
              found.tokens += prefix;
              found.usd = found.usd.plus(saved);
            });
  }

  private static Optional<Usd> saved(ApiOffer offer, Attempt attempt, long prefix, long input) {
    Optional<Usd> plain = Quotes.usd(offer, attempt.at(), Usage.of(input, 0));
    Optional<Usd> written =
        Quotes.usd(offer, attempt.at(), new Usage(0, prefix, input - prefix, 0, 0, 0));
    Optional<Usd> cached =
        written.or(
            () -> Quotes.usd(offer, attempt.at(), new Usage(input - prefix, prefix, 0, 0, 0, 0)));
    return plain.flatMap(usd -> cached.map(usd::minus));
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    missed.entrySet().stream()
        .filter(each -> isWaste(each.getValue()))
        .sorted(Comparator.comparing(each -> each.getKey().toString()))
        .forEach(
            each ->
                findings.add(
                    new Finding(
                        id(),
                        each.getKey().text(),
                        Optional.of(estate.perMonth(each.getValue().usd)),
                        Basis.LIST_EQUIVALENT,
                        Finding.Confidence.MEDIUM,
                        List.of(
                            "%,d of %,d follow-up calls read nothing from a cache"
                                .formatted(
                                    each.getValue().eligible - each.getValue().read,
                                    each.getValue().eligible),
                            "%s tokens were sent again within 5 minutes at the full price"
                                .formatted(Amounts.tokens(Tokens.of(each.getValue().tokens)))),
                        "Mark the beginning of the prompt for caching, and keep it unchanged")));
    return findings;
  }

  private static boolean isWaste(Missed found) {
    return found.eligible >= LEAST_CALLS
        && found.usd.nanos() > 0
        && Ratio.of(found.read, found.eligible).compareTo(MOST_READ) < 0;
  }
}
