package dev.breakeven.core.audit;

import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Commitments and reservations that were paid and that nothing used, as the bill says itself.
final class UnusedCommitmentRule implements WasteRule {
  private static final Usd LEAST = Usd.ofDollars(10);

  @Override
  public String id() {
    return "unused-commitment";
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    for (Bill.Unused unused : estate.bill().unused()) {
      Duration span = Duration.between(unused.span().from(), unused.span().to());
      Usd month =
          Estate.perMonth(unused.usd(), Hours.ofSeconds(Ratio.of(Math.max(1, span.toSeconds()))));
      if (month.compareTo(LEAST) >= 0) {
        findings.add(
            new Finding(
                id(),
                unused.commitment(),
                Optional.of(month),
                Basis.INVOICE,
                Finding.Confidence.HIGH,
                List.of(
                    "%s bills %s as unused from %s to %s"
                        .formatted(
                            Finding.quoted(unused.provider()),
                            Amounts.dollars(unused.usd()),
                            unused.span().from(),
                            unused.span().to())),
                "Move work onto it, sell it, or let it end"));
      }
    }
    return findings;
  }
}
