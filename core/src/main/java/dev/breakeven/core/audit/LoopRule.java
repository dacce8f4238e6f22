package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A session that makes the same call again and again: as long a prompt, as long an answer, soon.
///
/// A conversation grows with each turn; one that does not for [#LEAST_CALLS] calls is stuck. What
/// the first few of them cost is not counted.
final class LoopRule implements WasteRule {
  private static final int LEAST_CALLS = 20;
  private static final int FREE_CALLS = 3;
  private static final Duration SOON = Duration.ofMinutes(10);
  private static final long PERCENT = 100;

  private final Conversations conversations = new Conversations();
  private final Map<String, Run> running = new HashMap<>();
  private final Map<String, Run> loops = new TreeMap<>();
  private Basis basis = Basis.INVOICE;

  private record Run(int calls, Usd usd, String caller, String model) {
    Run plus(Run other) {
      return new Run(calls + other.calls, usd.plus(other.usd), caller, model);
    }
  }

  @Override
  public String id() {
    return "loop";
  }

  @Override
  public void see(Attempt attempt) {
    Optional<Conversations.Turn> before = conversations.next(attempt);
    String session = attempt.scope().session();
    if (before.isEmpty() || !isSame(before.get(), attempt)) {
      close(session);
      return;
    }
    Run run =
        running.getOrDefault(
            session, new Run(1, Usd.ZERO, Caller.of(attempt), attempt.call().modelServed()));
    Usd usd = run.calls() >= FREE_CALLS ? cost(attempt) : Usd.ZERO;
    running.put(session, run.plus(new Run(1, usd, "", "")));
  }

  private Usd cost(Attempt attempt) {
    if (attempt.cost() instanceof Cost.Priced priced) {
      basis = basis.weaker(priced.basis());
      return priced.usd();
    }
    return Usd.ZERO;
  }

  private static boolean isSame(Conversations.Turn before, Attempt attempt) {
    return before.within(SOON, attempt.at())
        && isNear(before.input(), attempt.metered().usage().totalInput())
        && isNear(before.output(), attempt.metered().usage().totalOutput());
  }

  private static boolean isNear(long one, long other) {
    return Math.abs(one - other) * PERCENT <= Math.max(PERCENT, Math.max(one, other));
  }

  private void close(String session) {
    Run run = running.remove(session);
    if (run != null && run.calls() >= LEAST_CALLS) {
      loops.merge(session, run, Run::plus);
    }
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List.copyOf(running.keySet()).forEach(this::close);
    List<Finding> findings = new ArrayList<>();
    loops.forEach(
        (session, run) ->
            findings.add(
                new Finding(
                    id(),
                    session,
                    Optional.of(estate.perMonth(run.usd())).filter(usd -> usd.nanos() > 0),
                    basis,
                    Finding.Confidence.MEDIUM,
                    List.of(
                        "%,d calls in a row of one size, each within 10 minutes, by %s on %s"
                            .formatted(
                                run.calls(),
                                Finding.quoted(run.caller()),
                                Finding.quoted(run.model()))),
                    "Stop it after a few equal answers, or limit its turns")));
    return findings;
  }
}
