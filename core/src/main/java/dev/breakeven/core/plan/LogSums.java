package dev.breakeven.core.plan;

import dev.breakeven.core.ledger.CallLog;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A whole log summed by model and by source.
final class LogSums {
  private final Map<String, Builder> models = new TreeMap<>();
  private final Map<String, SourceBuilder> sources = new TreeMap<>();
  private final Builder total = new Builder();
  private final CallLog log;

  LogSums(CallLog log) {
    this.log = log;
    for (int i = 0; i < log.size(); i++) {
      CallLog.Kind kind = log.kind(i);
      String model = kind.model().isEmpty() ? "no model named" : kind.model();
      models.computeIfAbsent(model, _ -> new Builder()).add(i);
      sources.computeIfAbsent(kind.source(), _ -> new SourceBuilder()).add(i);
      total.add(i);
    }
  }

  Insight.Spend spend() {
    List<Insight.ModelSum> rows =
        models.entrySet().stream()
            .map(each -> new Insight.ModelSum(each.getKey(), each.getValue().sum()))
            .sorted(
                Comparator.comparing((Insight.ModelSum row) -> row.sum().total())
                    .thenComparing(row -> row.sum().tokens().total())
                    .reversed()
                    .thenComparing(Insight.ModelSum::model))
            .toList();
    return new Insight.Spend(total.sum(), rows);
  }

  List<Insight.Source> sources() {
    return sources.entrySet().stream()
        .map(each -> each.getValue().source(each.getKey()))
        .sorted(
            Comparator.comparing(Insight.Source::calls)
                .reversed()
                .thenComparing(Insight.Source::name))
        .toList();
  }

  private final class Builder {
    private long calls;
    private Usage tokens = Usage.NONE;
    private final Map<Basis, Usd> usd = new EnumMap<>(Basis.class);
    private long unpricedCalls;
    private long unpricedTokens;
    private long withoutUsage;

    void add(int call) {
      Usage usage = log.usage(call);
      calls += log.requests(call);
      tokens = tokens.plus(usage);
      if (log.isPriced(call)) {
        usd.merge(log.basis(call).orElseThrow(), log.cost(call).orElseThrow(), Usd::plus);
      } else if (log.hasUsage(call)) {
        unpricedCalls += log.requests(call);
        unpricedTokens += usage.total().count();
      }
      if (!log.hasUsage(call)) {
        withoutUsage += log.requests(call);
      }
    }

    Insight.Sum sum() {
      return new Insight.Sum(calls, tokens, usd, unpricedCalls, unpricedTokens, withoutUsage);
    }
  }

  private final class SourceBuilder {
    private long calls;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;
    private final BitSet sessions = new BitSet();
    private final TreeSet<String> providers = new TreeSet<>();

    void add(int call) {
      calls += log.requests(call);
      from = Math.min(from, log.micros(call));
      to = Math.max(to, log.micros(call));
      if (!log.kind(call).provider().isEmpty()) {
        providers.add(log.kind(call).provider());
      }
      if (!log.sessionName(log.session(call)).endsWith(":")) {
        sessions.set(log.session(call));
      }
    }

    Insight.Source source(String name) {
      return new Insight.Source(
          name, calls, sessions.cardinality(), instant(from), instant(to), List.copyOf(providers));
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
