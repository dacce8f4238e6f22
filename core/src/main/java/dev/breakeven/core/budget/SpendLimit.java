package dev.breakeven.core.budget;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.Optional;

/// A bound on the spend of a period: at it is within, anything over it breaches.
public sealed interface SpendLimit {
  /// What holds of a limit, and the figure that was compared, where there is one.
  record Judgement(SpendLimit limit, Optional<Ratio> value, State state) {}

  /// `UNKNOWN` when the calls do not tell.
  enum State {
    WITHIN,
    BREACHED,
    UNKNOWN
  }

  Judgement judge(Spend spend);

  /// US dollars of the whole period.
  record InAll(Usd most) implements SpendLimit {
    @Override
    public Judgement judge(Spend spend) {
      return compared(this, spend.usd().dollars(), most.dollars());
    }
  }

  /// Percent above a baseline; growth from nothing breaches every bound.
  ///
  /// Unknown over a baseline of which no call has a price.
  record Growth(Ratio mostPercent, Baseline baseline) implements SpendLimit {
    @Override
    public Judgement judge(Spend spend) {
      Usd before = baseline.usd();
      if (before.nanos() > 0) {
        Ratio percent = spend.usd().minus(before).over(before).times(100);
        return compared(this, percent, mostPercent);
      }
      if (baseline.unpriced() > 0) {
        return new Judgement(this, Optional.empty(), State.UNKNOWN);
      }
      boolean same = spend.usd().compareTo(before) <= 0;
      return new Judgement(this, Optional.empty(), same ? State.WITHIN : State.BREACHED);
    }
  }

  /// US dollars a resolved task: what all calls cost over those that resolved theirs.
  ///
  /// Breached when calls have outcomes and none is resolved; unknown when none has an outcome.
  record PerTask(Usd most) implements SpendLimit {
    @Override
    public Judgement judge(Spend spend) {
      if (spend.resolved() > 0) {
        return compared(
            this, spend.usd().dollars().dividedBy(Ratio.of(spend.resolved())), most.dollars());
      }
      return new Judgement(
          this, Optional.empty(), spend.judged() > 0 ? State.BREACHED : State.UNKNOWN);
    }
  }

  /// US dollars per [#REQUESTS] requests.
  ///
  /// Unknown without a call; sums of nobody knows how many calls make it at most what is compared,
  /// so over such sums a limit can be kept but never breached.
  record PerThousand(Usd most) implements SpendLimit {
    public static final long REQUESTS = 1_000;

    @Override
    public Judgement judge(Spend spend) {
      if (spend.calls() == 0) {
        return new Judgement(this, Optional.empty(), State.UNKNOWN);
      }
      Ratio each = spend.usd().dollars().times(REQUESTS).dividedBy(Ratio.of(spend.calls()));
      Judgement judged = compared(this, each, most.dollars());
      return judged.state() == State.BREACHED && spend.uncounted() > 0
          ? new Judgement(this, Optional.empty(), State.UNKNOWN)
          : judged;
    }
  }

  private static Judgement compared(SpendLimit limit, Ratio value, Ratio most) {
    State state = value.compareTo(most) > 0 ? State.BREACHED : State.WITHIN;
    return new Judgement(limit, Optional.of(value), state);
  }
}
