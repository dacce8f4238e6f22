package dev.breakeven.core.ledger;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Follows conversations turn by turn and says which turns matter, by some limits.
///
/// Give it the turns in their order. Remembers as many conversations as [#MOST]; the one silent
/// longest is forgotten first. Owned by one thread.
public final class Conversations {
  private static final int MOST = 500_000;
  private static final long PERCENT = 100;

  private final CallFact.Limits limits;
  private final Consumer<CallFact> facts;
  private final Consumer<Run> runs;
  private final long soon;
  private final long ofRepeats;
  private final Map<Long, Talk> talks =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Talk> eldest) {
          if (size() > MOST) {
            close(eldest.getValue());
            return true;
          }
          return false;
        }
      };

  /// A call of a conversation, `micros` after 1970.
  public record Turn(
      long conversation, CallFact.Purpose purpose, long micros, Usage usage, Cost cost) {}

  /// As [CallFact.Repeats], of a conversation.
  public record Run(long conversation, int calls, Usd usd, Optional<Basis> basis) {}

  /// A conversation after its last turn. `same` counts the turns since it began to repeat itself.
  private static final class Talk {
    private final long conversation;
    private long micros;
    private long input;
    private long output;
    private int number;
    private int same;
    private Usd usd = Usd.ZERO;
    private Optional<Basis> basis = Optional.empty();

    Talk(long conversation) {
      this.conversation = conversation;
    }
  }

  /// `runs` receives those of enough calls, when they end.
  public Conversations(CallFact.Limits limits, Consumer<CallFact> facts, Consumer<Run> runs) {
    this.limits = limits;
    this.facts = facts;
    this.runs = runs;
    soon = micros(limits.soon());
    ofRepeats = micros(limits.ofRepeats());
  }

  private static long micros(Duration span) {
    return span.toNanos() / 1_000;
  }

  public void see(Turn turn) {
    Talk talk = talks.computeIfAbsent(turn.conversation(), Talk::new);
    long input = turn.usage().totalInput();
    long output = turn.usage().totalOutput();
    talk.number++;
    if (talk.number > 1) {
      compare(talk, turn, input, output);
    }
    talk.micros = turn.micros();
    talk.input = input;
    talk.output = output;
  }

  private void compare(Talk talk, Turn turn, long input, long output) {
    long since = turn.micros() - talk.micros;
    if (talk.input >= limits.leastBefore() && input > talk.input && since <= soon) {
      boolean cached = turn.usage().cacheRead() > 0;
      facts.accept(new CallFact.FollowUp(turn.purpose(), at(turn), talk.input, input, cached));
    }
    if (input <= talk.input) {
      boolean soonAfter = talk.input >= limits.leastBefore() && since <= soon;
      boolean late = talk.number >= limits.late() && talk.input > limits.mostInput();
      if (soonAfter || late) {
        facts.accept(new CallFact.Shorter(turn.purpose(), soonAfter, late));
      }
    }
    if (talk.number >= limits.late() && input > limits.mostInput() && input > talk.input) {
      facts.accept(new CallFact.LateTurn(turn.purpose(), at(turn), turn.usage()));
    }
    if (since <= ofRepeats && isNear(talk.input, input) && isNear(talk.output, output)) {
      repeat(talk, turn.cost());
    } else {
      close(talk);
    }
  }

  private static Instant at(Turn turn) {
    return Instant.ofEpochSecond(
        Math.floorDiv(turn.micros(), 1_000_000L), Math.floorMod(turn.micros(), 1_000_000L) * 1_000);
  }

  private static boolean isNear(long one, long other) {
    return Math.abs(one - other) * PERCENT <= Math.max(PERCENT, Math.max(one, other));
  }

  private void repeat(Talk talk, Cost cost) {
    talk.same++;
    if (talk.same >= limits.free() && cost instanceof Cost.Priced priced) {
      talk.usd = talk.usd.plus(priced.usd());
      talk.basis = Optional.of(talk.basis.map(priced.basis()::weaker).orElse(priced.basis()));
    }
  }

  private void close(Talk talk) {
    if (talk.same + 1 >= limits.leastRepeats()) {
      runs.accept(new Run(talk.conversation, talk.same + 1, talk.usd, talk.basis));
    }
    talk.same = 0;
    talk.usd = Usd.ZERO;
    talk.basis = Optional.empty();
  }

  /// There are no more turns.
  public void end() {
    talks.values().forEach(this::close);
    talks.clear();
  }
}
