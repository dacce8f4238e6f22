package dev.breakeven.core.budget;

import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Spend held under caps: what a call may cost at worst is reserved before it is made, and what it
/// did cost is settled after it.
///
/// Every cap that covers a call has to have room, or nothing is reserved. So settled and reserved
/// spend together never exceed a cap, whatever the number of callers, as long as no call costs more
/// than was reserved for it. A cap that is lowered, or a ledger that shows more than the cap, only
/// stops further calls. Thread-safe. Time that goes back does not reopen a period.
///
/// Values such as sessions are whatever callers say, so that a period counts at most [#MOST_VALUES]
/// of them. None is let go before its period ends, since it could spend its cap again: a call for
/// one more is refused instead.
public final class Budgets {
  /// The part of a cap that may be taken by what nobody waits for.
  public static final int SPARE_PERCENT = 80;

  private static final Ratio SPARE = Ratio.percent(SPARE_PERCENT);

  /// Accounts of the same scope, period and zone in one period: about 50 MB for values of 36
  /// characters, 100 for those of 256.
  public static final int MOST_VALUES = 250_000;

  private final Map<Meter, Accounts> accounts = new HashMap<>();
  private List<SpendCap> caps = List.of();
  private Instant latest = Instant.MIN;

  /// Caps that count the same, whatever their amounts, share their accounts.
  private record Meter(ScopeKind scope, Period period, ZoneId zone) {
    static Meter of(SpendCap cap) {
      return new Meter(cap.scope(), cap.period(), cap.zone());
    }
  }

  /// The accounts of one period, by the value of the scope; those of the period before are let go,
  /// so that sessions do not pile up. What was reserved in it belongs to it.
  private static final class Accounts {
    private Instant start = Instant.MIN;
    private final Map<String, Account> byValue = new HashMap<>();

    Accounts at(SpendCap cap, Instant at) {
      Instant current = cap.period().start(at, cap.zone());
      if (current.isAfter(start)) {
        start = current;
        byValue.clear();
      }
      return this;
    }

    /// Empty when there are as many as there may be, and `value` is not one of them.
    Optional<Account> of(String value) {
      if (byValue.size() >= MOST_VALUES) {
        return Optional.ofNullable(byValue.get(value));
      }
      return Optional.of(byValue.computeIfAbsent(value, _ -> new Account()));
    }
  }

  /// What one value of a scope has spent and reserved in one period.
  private static final class Account {
    private Usd settled = Usd.ZERO;
    private Usd reserved = Usd.ZERO;
    private Set<SpendCap> refusedBy = Set.of();

    Usd taken() {
      return settled.plus(reserved);
    }

    void refused(SpendCap cap) {
      if (!refusedBy.contains(cap)) {
        refusedBy = new HashSet<>(refusedBy);
        refusedBy.add(cap);
      }
    }
  }

  public Budgets(List<SpendCap> caps) {
    replace(caps);
  }

  /// Other caps hold from now on. What was spent and reserved stays counted; a cap of a scope,
  /// period or zone that no cap had before counts from now on.
  public final synchronized void replace(List<SpendCap> others) {
    caps = List.copyOf(others);
    Set<Meter> kept = caps.stream().map(Meter::of).collect(Collectors.toSet());
    accounts.keySet().retainAll(kept);
    kept.forEach(meter -> accounts.computeIfAbsent(meter, _ -> new Accounts()));
  }

  /// What became of a wish to spend.
  public sealed interface Decision {
    record Reserved(Reservation reservation) implements Decision {}

    /// `spent` has what is reserved in it. `reset` is empty when the cap never begins anew.
    record Refused(String limit, Usd spent, Usd cap, Usd wanted, Optional<Instant> reset)
        implements Decision {}

    /// `limit` counts [#MOST_VALUES] already. `reset` is empty when the cap never begins anew.
    record Full(String limit, Optional<Instant> reset) implements Decision {}
  }

  /// Room held under every cap that covers a call. Exactly one of its methods has an effect, once.
  public final class Reservation {
    private final Usd amount;
    private final List<Account> held;
    private boolean open = true;

    private Reservation(Usd amount, List<Account> held) {
      this.amount = amount;
      this.held = held;
    }

    public Usd amount() {
      return amount;
    }

    /// Replaces the reservation by what was spent.
    public void settle(Usd spent) {
      synchronized (Budgets.this) {
        if (!open) {
          return;
        }
        open = false;
        for (Account account : held) {
          account.reserved = account.reserved.minus(amount);
          account.settled = account.settled.plus(spent);
        }
      }
    }

    /// Nothing was spent.
    public void release() {
      settle(Usd.ZERO);
    }
  }

  /// Whether any cap covers a call of `scope` for `model`.
  public synchronized boolean covers(Scope scope, String model) {
    for (SpendCap cap : caps) {
      if (cap.covers(cap.scope().valueOf(scope, model))) {
        return true;
      }
    }
    return false;
  }

  /// Room for what nobody waits for: within [#SPARE_PERCENT] of every cap that covers it, so that
  /// callers keep the rest. Empty where there is none, which no cap remembers.
  public synchronized Optional<Reservation> reserveSpare(
      Scope scope, String model, Usd amount, Instant now) {
    Instant at = latest(now);
    for (SpendCap cap : caps) {
      String value = cap.scope().valueOf(scope, model);
      if (cap.covers(value)) {
        Optional<Account> account = accounts(cap, at).of(value);
        Usd spare = cap.most().times(SPARE);
        if (account.isEmpty() || account.get().taken().plus(amount).compareTo(spare) > 0) {
          return Optional.empty();
        }
      }
    }
    return switch (reserve(scope, model, amount, now)) {
      case Decision.Reserved(Reservation reservation) -> Optional.of(reservation);
      case Decision.Refused _, Decision.Full _ -> Optional.empty();
    };
  }

  public synchronized Decision reserve(Scope scope, String model, Usd amount, Instant now) {
    Instant at = latest(now);
    List<Account> held = new ArrayList<>();
    for (SpendCap cap : caps) {
      String value = cap.scope().valueOf(scope, model);
      if (!cap.covers(value)) {
        continue;
      }
      Optional<Account> opened = accounts(cap, at).of(value);
      Optional<Instant> reset = cap.period().next(at, cap.zone());
      if (opened.isEmpty()) {
        return new Decision.Full(cap.name(value), reset);
      }
      Account account = opened.get();
      Usd taken = account.taken();
      if (taken.plus(amount).compareTo(cap.most()) > 0) {
        account.refused(cap);
        return new Decision.Refused(cap.name(value), taken, cap.most(), amount, reset);
      }
      if (!held.contains(account)) {
        held.add(account);
      }
    }
    held.forEach(account -> account.reserved = account.reserved.plus(amount));
    return new Decision.Reserved(new Reservation(amount, held));
  }

  /// Counts what the ledger has from before: a cost, or a reservation that was never closed. A
  /// value for which there is no account left is not counted, and gets no call.
  public synchronized void restore(
      Scope scope, String model, Usd amount, Instant spentAt, Instant now) {
    Instant at = latest(now);
    Set<Account> counted = new HashSet<>();
    for (SpendCap cap : caps) {
      String value = cap.scope().valueOf(scope, model);
      if (cap.covers(value)) {
        Accounts current = accounts(cap, at);
        if (!spentAt.isBefore(current.start)) {
          current
              .of(value)
              .filter(counted::add)
              .ifPresent(account -> account.settled = account.settled.plus(amount));
        }
      }
    }
  }

  /// How a cap stands for one value; `refused` when a call of this period had no room under it.
  public record Standing(SpendCap cap, String value, Usd settled, Usd reserved, boolean refused) {}

  /// Every account that was touched in its current period.
  public synchronized List<Standing> standings(Instant now) {
    Instant at = latest(now);
    List<Standing> all = new ArrayList<>();
    for (SpendCap cap : caps) {
      accounts(cap, at)
          .byValue
          .forEach(
              (value, account) -> {
                if (cap.covers(value)) {
                  boolean refused = account.refusedBy.contains(cap);
                  all.add(new Standing(cap, value, account.settled, account.reserved, refused));
                }
              });
    }
    return all;
  }

  private Instant latest(Instant now) {
    latest = now.isAfter(latest) ? now : latest;
    return latest;
  }

  private Accounts accounts(SpendCap cap, Instant at) {
    return accounts.computeIfAbsent(Meter.of(cap), _ -> new Accounts()).at(cap, at);
  }
}
