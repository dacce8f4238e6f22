package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Metered;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The call before this one in the same session, for sessions that were lately active.
///
/// Rows without a session, without usage, or that sum many calls have none. Remembers as many
/// sessions as [#MOST]; the one silent longest is forgotten first. Owned by one thread.
final class Conversations {
  private static final int MOST = 200_000;

  private final Map<String, Turn> turns =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Turn> eldest) {
          return size() > MOST;
        }
      };

  /// A call as the next one sees it; `number` counts from 1 in its session.
  record Turn(Instant at, long input, long output, int number) {
    /// True when `later` came within `span`.
    boolean within(Duration span, Instant later) {
      return !later.isAfter(at.plus(span));
    }
  }

  /// The turn before `attempt`, which takes its place.
  Optional<Turn> next(Attempt attempt) {
    Metered metered = attempt.metered();
    String session = attempt.scope().session();
    if (session.isEmpty() || metered.isSum() || metered.state() == Metered.State.ABSENT) {
      return Optional.empty();
    }
    String key = attempt.source() + "\n" + session + "\n" + attempt.call().modelServed();
    Optional<Turn> before = Optional.ofNullable(turns.get(key));
    turns.put(
        key,
        new Turn(
            attempt.at(),
            metered.usage().totalInput(),
            metered.usage().totalOutput(),
            before.map(Turn::number).orElse(0) + 1));
    return before;
  }
}
