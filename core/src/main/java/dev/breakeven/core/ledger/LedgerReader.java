package dev.breakeven.core.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The ledger as it stood at one moment, with corrections applied and nothing twice.
///
/// Not thread-safe.
public interface LedgerReader extends AutoCloseable {
  UsageReport usage(UsageQuery query);

  /// Gives every attempt that began in the period to `each`, in the order of time.
  void attempts(Optional<Instant> from, Optional<Instant> to, Consumer<Attempt> each);

  /// What an audit asks of the attempts that began in the period, those without a price as `prices`
  /// prices them.
  CallFacts facts(Optional<Instant> from, Optional<Instant> to, ListPrices prices);

  /// Gives what the attempts of `source` that began in the period count for under budgets, in no
  /// order: summed by key, service, team, tenant, tags and model, and by session too where
  /// `sessions`.
  void spend(
      String source,
      boolean sessions,
      Instant from,
      Optional<Instant> to,
      Consumer<ScopeSpend> each);

  /// Attempts that were opened and not closed: in flight, or cut off by a crash.
  List<Opening> unclosed();

  @Override
  void close();
}
