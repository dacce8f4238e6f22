package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
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
import java.time.Instant;
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
/// minutes that a cache keeps, and where prompts that follow seldom shrink. A cache write costs
/// what the provider asks for it. Tokens beyond
/// [ResentHistoryRule#KEPT] are that rule's.
final class MissedCacheRule implements WasteRule {
  static final Duration CACHED = Duration.ofMinutes(5);
  static final long LEAST_PREFIX = 1_024;
  private static final long LEAST_CALLS = 50;

  /// Prompts that have nothing in common are as often shorter as longer than the one before.
  static final int GROWN_PER_SHORTER = 4;

  private static final Ratio MOST_READ = Ratio.percent(20);

  private final Map<CallFact.Purpose, Missed> missed = new HashMap<>();
  private final ListPrices prices;
  private final Quotes quotes = new Quotes();

  private static final class Missed {
    private long eligible;
    private long read;
    private long shorter;
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
  public void see(CallFact fact) {
    if (fact instanceof CallFact.FollowUp turn) {
      see(turn);
    } else if (fact instanceof CallFact.Shorter turn && turn.soon()) {
      missed.computeIfAbsent(turn.purpose(), _ -> new Missed()).shorter++;
    }
  }

  private void see(CallFact.FollowUp turn) {
    Missed found = missed.computeIfAbsent(turn.purpose(), _ -> new Missed());
    found.eligible++;
    if (turn.cached()) {
      found.read++;
      return;
    }
    long prefix = Math.min(turn.inputBefore(), ResentHistoryRule.KEPT);
    long input = Math.min(turn.input(), ResentHistoryRule.KEPT);
    prices
        .offer(turn.purpose().provider(), turn.purpose().model())
        .flatMap(offer -> saved(offer, turn.at(), prefix, input))
        .filter(saved -> saved.nanos() > 0)
        .ifPresent(
            saved -> {
              found.tokens += prefix;
              found.usd = found.usd.plus(saved);
            });
  }

  private Optional<Usd> saved(ApiOffer offer, Instant at, long prefix, long input) {
    Optional<Usd> plain = quotes.usd(offer, at, Usage.of(input, 0));
    Optional<Usd> written = quotes.usd(offer, at, new Usage(0, prefix, input - prefix, 0, 0, 0));
    Optional<Usd> cached =
        written.or(() -> quotes.usd(offer, at, new Usage(input - prefix, prefix, 0, 0, 0, 0)));
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
                        Caller.text(each.getKey()),
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
        && found.shorter * GROWN_PER_SHORTER <= found.eligible
        && Ratio.of(found.read, found.eligible).compareTo(MOST_READ) < 0;
  }
}
