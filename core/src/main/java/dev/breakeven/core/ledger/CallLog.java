package dev.breakeven.core.ledger;

import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.LongColumn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Calls in memory as columns of about 90 bytes a call; texts are kept once each.
///
/// For looking at logs that are in no ledger. Times are kept to the microsecond. Owned by one
/// thread.
public final class CallLog {
  private static final long NO_USAGE = 1L << 62;
  private static final long SUM = 1L << 61;
  private static final int BASIS_SHIFT = 56;
  private static final int UNPRICED = 7;
  private static final int KIND_SHIFT = 32;
  private static final int KIND_MASK = 0xFFFFFF;

  private final LongColumn ids = new LongColumn();
  private final LongColumn micros = new LongColumn();
  private final LongColumn[] tokens = new LongColumn[TokenClass.values().length];
  private final LongColumn requests = new LongColumn();
  private final LongColumn nanoUsd = new LongColumn();
  private final LongColumn facts = new LongColumn();
  private final List<LongColumn> columns = new ArrayList<>();
  private final Names<Kind> kinds = new Names<>();
  private final Names<String> sessions = new Names<>();
  private Optional<Map<Long, Integer>> rows = Optional.empty();

  /// What calls are told apart by in sums.
  public record Kind(String source, String provider, String model) {}

  /// Numbers for values that repeat.
  private static final class Names<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();

    int number(T value) {
      return numbers.computeIfAbsent(
          value,
          added -> {
            values.add(added);
            return values.size() - 1;
          });
    }
  }

  public CallLog() {
    Arrays.setAll(tokens, _ -> new LongColumn());
    columns.addAll(List.of(tokens));
    columns.addAll(List.of(micros, requests, nanoUsd, facts));
  }

  public void add(Attempt attempt) {
    int row = size();
    long id = hash(attempt.id());
    rows.ifPresent(known -> known.put(id, row));
    ids.add(id);
    for (LongColumn column : columns) {
      column.add(0);
    }
    set(row, attempt);
  }

  /// Puts `attempt` in the place of the call with its id; adds it where there is none.
  public void put(Attempt attempt) {
    Integer row = rows.orElseGet(this::index).get(hash(attempt.id()));
    if (row == null) {
      add(attempt);
    } else {
      set(row, attempt);
    }
  }

  /// Few logs ever need it, so it is made when the first call is replaced.
  private Map<Long, Integer> index() {
    Map<Long, Integer> made = new HashMap<>();
    for (int row = 0; row < ids.size(); row++) {
      made.put(ids.get(row), row);
    }
    rows = Optional.of(made);
    return made;
  }

  private static long hash(AttemptId id) {
    String text = id.toString();
    long hash = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private void set(int row, Attempt attempt) {
    Metered metered = attempt.metered();
    Usage usage = metered.usage();
    for (TokenClass tokenClass : TokenClass.values()) {
      tokens[tokenClass.ordinal()].set(row, usage.count(tokenClass));
    }
    micros.set(row, ChronoUnit.MICROS.between(Instant.EPOCH, attempt.at()));
    requests.set(row, metered.requests().orElse(0));
    Kind kind = new Kind(attempt.source(), attempt.call().provider(), attempt.call().modelServed());
    long basis = UNPRICED;
    if (attempt.cost() instanceof Cost.Priced priced) {
      basis = priced.basis().ordinal();
      nanoUsd.set(row, priced.usd().nanos());
    }
    facts.set(
        row,
        (metered.state() == Metered.State.ABSENT ? NO_USAGE : 0)
            | (metered.isSum() ? SUM : 0)
            | basis << BASIS_SHIFT
            | (long) kinds.number(kind) << KIND_SHIFT
            | sessions.number(attempt.source() + ":" + attempt.scope().session()));
  }

  public int size() {
    return micros.size();
  }

  /// Microseconds since 1970.
  public long micros(int call) {
    return micros.get(call);
  }

  public Usage usage(int call) {
    return new Usage(
        tokens(call, TokenClass.INPUT),
        tokens(call, TokenClass.CACHE_READ),
        tokens(call, TokenClass.CACHE_WRITE_5M),
        tokens(call, TokenClass.CACHE_WRITE_1H),
        tokens(call, TokenClass.OUTPUT),
        tokens(call, TokenClass.REASONING));
  }

  private long tokens(int call, TokenClass tokenClass) {
    return tokens[tokenClass.ordinal()].get(call);
  }

  /// False when nobody wrote down the tokens.
  public boolean hasUsage(int call) {
    return (facts.get(call) & NO_USAGE) == 0;
  }

  /// True when the row is the sum of many requests.
  public boolean isSum(int call) {
    return (facts.get(call) & SUM) != 0;
  }

  /// How many requests the row stands for, as far as anybody says.
  public long requests(int call) {
    return requests.get(call);
  }

  public boolean isPriced(int call) {
    return basisNumber(call) != UNPRICED;
  }

  public Optional<Usd> cost(int call) {
    return isPriced(call) ? Optional.of(new Usd(nanoUsd.get(call))) : Optional.empty();
  }

  /// What the cost rests on; empty for an unpriced call.
  public Optional<Basis> basis(int call) {
    return isPriced(call) ? Optional.of(Basis.values()[basisNumber(call)]) : Optional.empty();
  }

  private int basisNumber(int call) {
    return (int) (facts.get(call) >>> BASIS_SHIFT) & 7;
  }

  public Kind kind(int call) {
    return kinds.values.get((int) (facts.get(call) >>> KIND_SHIFT) & KIND_MASK);
  }

  /// A number for the session of the call, from 0; calls of an unnamed session share one.
  public int session(int call) {
    return (int) facts.get(call);
  }

  /// The source and the name of a session, with a colon between them.
  public String sessionName(int session) {
    return sessions.values.get(session);
  }
}
