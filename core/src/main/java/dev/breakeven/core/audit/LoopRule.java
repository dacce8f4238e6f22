package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A session that makes the same call again and again: as long a prompt, as long an answer, soon.
///
/// A conversation grows with each turn; one that does not for [#LEAST_CALLS] calls is stuck. What
/// the first few of them cost is not counted.
final class LoopRule implements WasteRule {
  static final int LEAST_CALLS = 20;
  static final int FREE_CALLS = 3;
  static final Duration SOON = Duration.ofMinutes(10);

  private final Map<String, Run> loops = new TreeMap<>();
  private Basis basis = Basis.INVOICE;

  private record Run(int calls, Usd usd, String caller, String model) {
    /// Whatever the order, named after the longest, then the dearest, then by name.
    Run plus(Run other) {
      Run named = ORDER.compare(this, other) >= 0 ? this : other;
      return new Run(calls + other.calls, usd.plus(other.usd), named.caller, named.model);
    }

    private static final Comparator<Run> ORDER =
        Comparator.comparingInt(Run::calls)
            .thenComparing(Run::usd)
            .thenComparing(Run::caller)
            .thenComparing(Run::model);
  }

  @Override
  public String id() {
    return "loop";
  }

  @Override
  public void see(CallFact fact) {
    if (fact instanceof CallFact.Repeats run) {
      loops.merge(
          run.session(), new Run(run.calls(), run.usd(), run.caller(), run.model()), Run::plus);
      basis = run.basis().map(basis::weaker).orElse(basis);
    }
  }

  @Override
  public List<Finding> findings(Estate estate) {
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
