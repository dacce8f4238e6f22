package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Answers many times longer than what is usual for the same purpose, model and length of prompt.
///
/// A translation is as long as its text: answers are compared with those to prompts within a factor
/// of two, or of more where few are. Some calls must stand out: where a third of the answers is
/// long, long is usual. What is
/// over [#TIMES] the median is counted, and only the tokens above the median.
final class OverlongOutputRule implements WasteRule {
  private static final int TIMES = 4;
  private static final long LEAST_CALLS = 100;
  private static final long ENOUGH = 30;
  private static final Ratio LEAST_OF_CALLS = Ratio.percent(1);
  private static final Ratio MOST_OF_CALLS = Ratio.percent(30);
  private static final Ratio LEAST_OF_TOKENS = Ratio.percent(30);
  private static final int STEPS = 32;

  private final Map<CallFact.Purpose, Map<Integer, Lengths>> lengths = new HashMap<>();
  private final ListPrices prices;
  private final Instant at;

  /// Answers of about one length.
  private static final class Bucket {
    private long calls;
    private long tokens;
  }

  /// What is over the median: how many answers, their tokens, and those above it.
  private record Excess(long calls, long tokens, long tokensAbove) {
    static final Excess NONE = new Excess(0, 0, 0);

    Excess plus(Excess other) {
      return new Excess(
          calls + other.calls, tokens + other.tokens, tokensAbove + other.tokensAbove);
    }
  }

  /// The answers to prompts of one length: [#STEPS] buckets to a doubling.
  private static final class Lengths {
    private final TreeMap<Integer, Bucket> buckets = new TreeMap<>();
    private long count;
    private long total;

    void add(long output, long times) {
      Bucket bucket = buckets.computeIfAbsent(bucket(output), _ -> new Bucket());
      bucket.calls += times;
      bucket.tokens += times * output;
      count += times;
      total += times * output;
    }

    void addAll(Lengths other) {
      other.buckets.forEach(
          (number, each) -> {
            Bucket bucket = buckets.computeIfAbsent(number, _ -> new Bucket());
            bucket.calls += each.calls;
            bucket.tokens += each.tokens;
          });
      count += other.count;
      total += other.total;
    }

    private static int bucket(long output) {
      return (int) Math.floor(Math.log(Math.max(1, output)) / Math.log(2) * STEPS);
    }

    /// The mean of the bucket in which the middle call is.
    long median() {
      long seen = 0;
      for (Bucket bucket : buckets.values()) {
        seen += bucket.calls;
        if (2 * seen >= count) {
          return bucket.tokens / bucket.calls;
        }
      }
      return 0;
    }

    /// What stands out; nothing where much is long.
    Excess tooLong() {
      long median = median();
      Excess found =
          buckets.tailMap(bucket(TIMES * median), false).values().stream()
              .map(each -> new Excess(each.calls, each.tokens, each.tokens - each.calls * median))
              .reduce(Excess.NONE, Excess::plus);
      return Ratio.of(found.calls(), count).compareTo(MOST_OF_CALLS) > 0 ? Excess.NONE : found;
    }
  }

  OverlongOutputRule(Market market, Instant at) {
    prices = new ListPrices(market);
    this.at = at;
  }

  @Override
  public String id() {
    return "over-long-output";
  }

  @Override
  public void see(CallFact fact) {
    if (fact instanceof CallFact.Answers answers) {
      lengths
          .computeIfAbsent(answers.purpose(), _ -> new TreeMap<>())
          .computeIfAbsent(answers.promptDoublings(), _ -> new Lengths())
          .add(answers.tokens(), answers.calls());
    }
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    lengths.entrySet().stream()
        .sorted(Comparator.comparing(each -> each.getKey().toString()))
        .forEach(
            each ->
                judge(estate, each.getKey(), together(each.getValue().values()))
                    .ifPresent(findings::add));
    return findings;
  }

  /// Neighbours in the length of prompts are put together until there are [#ENOUGH] answers.
  private static List<Lengths> together(Collection<Lengths> shortestFirst) {
    List<Lengths> together = new ArrayList<>(List.of(new Lengths()));
    for (Lengths each : shortestFirst) {
      if (together.getLast().count >= ENOUGH) {
        together.add(new Lengths());
      }
      together.getLast().addAll(each);
    }
    if (together.size() > 1 && together.getLast().count < ENOUGH) {
      Lengths few = together.removeLast();
      together.getLast().addAll(few);
    }
    return together;
  }

  private Optional<Finding> judge(Estate estate, CallFact.Purpose purpose, List<Lengths> byPrompt) {
    long count = byPrompt.stream().mapToLong(each -> each.count).sum();
    long total = byPrompt.stream().mapToLong(each -> each.total).sum();
    Excess found = byPrompt.stream().map(Lengths::tooLong).reduce(Excess.NONE, Excess::plus);
    if (count < LEAST_CALLS
        || Ratio.of(found.calls(), count).compareTo(LEAST_OF_CALLS) < 0
        || Ratio.of(found.tokens(), total).compareTo(LEAST_OF_TOKENS) < 0) {
      return Optional.empty();
    }
    long usual =
        byPrompt.stream().max(Comparator.comparing(each -> each.count)).orElseThrow().median();
    Optional<Usd> usd =
        prices
            .offer(purpose.provider(), purpose.model())
            .flatMap(offer -> Quotes.ofSum(offer, at, Usage.of(0, found.tokensAbove())))
            .map(estate::perMonth);
    return Optional.of(
        new Finding(
            id(),
            Caller.text(purpose),
            usd,
            Basis.LIST_EQUIVALENT,
            Finding.Confidence.LOW,
            List.of(
                "%,d of %,d answers are over %d times the median for prompts as long, mostly %,d tokens"
                    .formatted(found.calls(), count, TIMES, usual),
                "they hold %s %% of all output tokens"
                    .formatted(Ratio.of(100 * found.tokens(), total).decimal(0))),
            "Set max_tokens near " + TIMES * usual + ", or ask for short answers"));
  }
}
