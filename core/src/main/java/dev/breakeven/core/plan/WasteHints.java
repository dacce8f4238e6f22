package dev.breakeven.core.plan;

import dev.breakeven.core.ledger.CallLog;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Bill;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the priced calls of a month spent for little, as far as a log shows it.
///
/// Hints of under a hundredth of the spending are left out.
final class WasteHints {
  private static final int MOST = 3;
  private static final Ratio LEAST_SHARE = Ratio.percent(1);
  private static final Ratio LEAST_SESSION = Ratio.percent(10);
  private static final long LEAST_SESSIONS = 3;
  private static final long TINY_INPUT = 2_000;
  private static final long TINY_OUTPUT = 200;

  private final CallMonth month;
  private final CallLog log;
  private final ListPrices prices;
  private final Instant at;
  private final Usd spent;

  WasteHints(CallMonth month, ListPrices prices, Instant at) {
    this.month = month;
    this.log = month.log();
    this.prices = prices;
    this.at = at;
    this.spent = sum(priced());
  }

  private IntStream priced() {
    return month.calls().filter(log::isPriced);
  }

  private Usd sum(IntStream calls) {
    return calls.mapToObj(i -> log.cost(i).orElseThrow()).reduce(Usd.ZERO, Usd::plus);
  }

  /// The dearest first.
  List<Insight.Waste> hints() {
    if (spent.nanos() <= 0) {
      return List.of();
    }
    List<Insight.Waste> hints = new ArrayList<>();
    unreadWrites().ifPresent(hints::add);
    tinyCalls().ifPresent(hints::add);
    dearestSession().ifPresent(hints::add);
    return hints.stream()
        .filter(hint -> hint.share().compareTo(LEAST_SHARE) >= 0)
        .sorted(Comparator.comparing(Insight.Waste::usd).reversed())
        .limit(MOST)
        .toList();
  }

  private Insight.Waste hint(String what, String detail, Usd observed) {
    return new Insight.Waste(what, detail, month.perMonth(observed), observed.over(spent));
  }

  /// What writing to a cache cost over plain input, in sessions that never read one.
  private Optional<Insight.Waste> unreadWrites() {
    boolean[] reads = new boolean[sessions()];
    month
        .calls()
        .filter(i -> log.usage(i).cacheRead() > 0)
        .forEach(i -> reads[log.session(i)] = true);
    Map<CallLog.Kind, List<Usage>> writes = new HashMap<>();
    priced()
        .filter(i -> !reads[log.session(i)] && !log.isSum(i))
        .forEach(i -> writes(log.usage(i), writes.computeIfAbsent(log.kind(i), _ -> list())));
    Usd wasted = Usd.ZERO;
    long calls = 0;
    for (Map.Entry<CallLog.Kind, List<Usage>> each : writes.entrySet()) {
      Optional<Usd> paid = bill(each.getKey(), each.getValue());
      Optional<Usd> plain =
          bill(
              each.getKey(),
              each.getValue().stream().map(usage -> Usage.of(usage.totalInput(), 0)).toList());
      if (paid.isPresent() && plain.isPresent()) {
        wasted = wasted.plus(paid.get().minus(plain.get()));
        calls += each.getValue().size();
      }
    }
    return calls == 0
        ? Optional.empty()
        : Optional.of(
            hint(
                "cache writes never read in their session",
                "%,d of them".formatted(calls),
                wasted));
  }

  private static List<Usage> list() {
    return new ArrayList<>();
  }

  private static void writes(Usage usage, List<Usage> into) {
    if (usage.cacheWrite5m() + usage.cacheWrite1h() > 0) {
      into.add(new Usage(0, 0, usage.cacheWrite5m(), usage.cacheWrite1h(), 0, 0));
    }
  }

  private int sessions() {
    return month.calls().map(log::session).max().orElse(0) + 1;
  }

  private Optional<Usd> bill(CallLog.Kind kind, List<Usage> calls) {
    return prices.offer(kind.provider(), kind.model()).flatMap(offer -> bill(offer, calls));
  }

  private Optional<Usd> bill(ApiOffer offer, List<Usage> calls) {
    if (Tariff.of(offer, at, ServiceClass.STANDARD, "") instanceof Tariff.Lookup.Found found) {
      Bill bill = new Bill(found.tariff());
      calls.forEach(bill::add);
      if (bill.total() instanceof Bill.Total.Priced priced) {
        return Optional.of(priced.usd());
      }
    }
    return Optional.empty();
  }

  private boolean isTiny(int call) {
    Usage usage = log.usage(call);
    return !log.isSum(call)
        && usage.totalInput() <= TINY_INPUT
        && usage.totalOutput() <= TINY_OUTPUT;
  }

  /// Short calls to a model when another one that is used too answers them for less.
  private Optional<Insight.Waste> tinyCalls() {
    Map<CallLog.Kind, List<Usage>> tiny = new HashMap<>();
    priced()
        .filter(this::isTiny)
        .forEach(i -> tiny.computeIfAbsent(log.kind(i), _ -> list()).add(log.usage(i)));
    List<ApiOffer> used =
        priced()
            .mapToObj(log::kind)
            .distinct()
            .flatMap(kind -> prices.offer(kind.provider(), kind.model()).stream())
            .distinct()
            .toList();
    return tiny.entrySet().stream()
        .flatMap(each -> onCheaper(each.getKey(), each.getValue(), used).stream())
        .max(Comparator.comparing(Insight.Waste::usd).thenComparing(Insight.Waste::what));
  }

  private Optional<Insight.Waste> onCheaper(
      CallLog.Kind kind, List<Usage> calls, List<ApiOffer> used) {
    Optional<Usd> now = bill(kind, calls);
    return used.stream()
        .flatMap(
            offer ->
                bill(offer, calls)
                    .filter(usd -> now.isPresent() && usd.compareTo(now.get()) < 0)
                    .map(
                        usd ->
                            hint(
                                "small calls to " + kind.model(),
                                "%,d of at most 2,000 tokens in and 200 out, against %s"
                                    .formatted(calls.size(), offer.id()),
                                now.get().minus(usd)))
                    .stream())
        .max(Comparator.comparing(Insight.Waste::usd));
  }

  private Optional<Insight.Waste> dearestSession() {
    Map<Integer, Usd> bySession = new HashMap<>();
    priced()
        .filter(i -> !log.sessionName(log.session(i)).endsWith(":"))
        .forEach(i -> bySession.merge(log.session(i), log.cost(i).orElseThrow(), Usd::plus));
    if (bySession.size() < LEAST_SESSIONS) {
      return Optional.empty();
    }
    return bySession.entrySet().stream()
        .max(
            Map.Entry.<Integer, Usd>comparingByValue()
                .thenComparing(each -> log.sessionName(each.getKey())))
        .map(each -> hint("one session", log.sessionName(each.getKey()), each.getValue()))
        .filter(hint -> hint.share().compareTo(LEAST_SESSION) >= 0);
  }
}
