package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Long conversations that send their whole history with every turn.
///
/// From the [#LATE]th turn on, what a growing prompt has beyond [#KEPT] tokens counts, at what
/// those tokens cost in their classes. A long document sent once is none, and neither are many
/// under one session: where prompts shrink as often as they grow, they are no history.
final class ResentHistoryRule implements WasteRule {
  /// As much of a conversation as is left to it.
  static final long KEPT = 32_000;

  static final int LATE = 10;
  private static final long LEAST_CALLS = 20;

  private final Map<CallFact.Purpose, Resent> resent = new HashMap<>();
  private final ListPrices prices;
  private final Quotes quotes = new Quotes();

  private static final class Resent {
    private long calls;
    private long shorter;
    private long tokens;
    private long longest;
    private Usd usd = Usd.ZERO;
  }

  ResentHistoryRule(Market market) {
    prices = new ListPrices(market);
  }

  @Override
  public String id() {
    return "re-sent-history";
  }

  @Override
  public void see(CallFact fact) {
    if (fact instanceof CallFact.LateTurn turn) {
      see(turn);
    } else if (fact instanceof CallFact.Shorter turn && turn.late()) {
      resent.computeIfAbsent(turn.purpose(), _ -> new Resent()).shorter++;
    }
  }

  private void see(CallFact.LateTurn turn) {
    long input = turn.usage().totalInput();
    Resent found = resent.computeIfAbsent(turn.purpose(), _ -> new Resent());
    found.calls++;
    found.tokens += input - KEPT;
    found.longest = Math.max(found.longest, input);
    prices
        .offer(turn.purpose().provider(), turn.purpose().model())
        .flatMap(
            offer ->
                quotes
                    .usd(offer, turn.at(), inputOf(turn.usage(), 1, 1))
                    .flatMap(
                        all ->
                            quotes
                                .usd(offer, turn.at(), inputOf(turn.usage(), KEPT, input))
                                .map(all::minus)))
        .ifPresent(saved -> found.usd = found.usd.plus(saved));
  }

  /// What a turn reads, or of each class its part of the first [#KEPT] tokens.
  private static Usage inputOf(Usage usage, long share, long of) {
    return new Usage(
        part(usage.input(), share, of),
        part(usage.cacheRead(), share, of),
        part(usage.cacheWrite5m(), share, of),
        part(usage.cacheWrite1h(), share, of),
        0,
        0);
  }

  /// Rounded, ties to even; by long numbers where they do, for there are millions of turns.
  private static long part(long tokens, long share, long of) {
    if (Math.multiplyHigh(tokens, share) != 0 || tokens * share < 0) {
      return Ratio.of(share, of).times(tokens).rounded().longValueExact();
    }
    long whole = tokens * share / of;
    long rest = tokens * share % of;
    boolean up = rest > of - rest || (rest == of - rest && (whole & 1) == 1);
    return up ? whole + 1 : whole;
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    resent.entrySet().stream()
        .filter(each -> each.getValue().calls >= LEAST_CALLS)
        .filter(
            each ->
                each.getValue().shorter * MissedCacheRule.GROWN_PER_SHORTER
                    <= each.getValue().calls)
        .sorted(Comparator.comparing(each -> each.getKey().toString()))
        .forEach(
            each ->
                findings.add(
                    new Finding(
                        id(),
                        Caller.text(each.getKey()),
                        Optional.of(estate.perMonth(each.getValue().usd))
                            .filter(usd -> usd.nanos() > 0),
                        Basis.LIST_EQUIVALENT,
                        Finding.Confidence.LOW,
                        List.of(
                            "%,d late turns sent %s tokens beyond the first 32,000"
                                .formatted(
                                    each.getValue().calls,
                                    Amounts.tokens(Tokens.of(each.getValue().tokens))),
                            "the longest prompt has %,d tokens".formatted(each.getValue().longest)),
                        "Compact the history, or start a new session for a new task")));
    return findings;
  }
}
