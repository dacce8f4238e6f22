package dev.breakeven.core.ledger;

import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/// What an audit asks of the calls of one period. Of use while the reader it came from is open; not
/// thread-safe.
public interface CallFacts {
  /// A model as a provider sells it, in the spelling of a source.
  record Sold(String provider, String model) {}

  /// Takes a call of a sample.
  @FunctionalInterface
  interface Sampled {
    void call(Instant at, long input, long output);
  }

  /// Gives all facts: groups first, those of most rows before others, then the rest in no order.
  void each(CallFact.Limits limits, Consumer<CallFact> receiver);

  /// Gives every so many-th priced single call of `models`, the first included, in the order of
  /// time.
  void sample(Set<Sold> models, long every, Sampled receiver);
}
