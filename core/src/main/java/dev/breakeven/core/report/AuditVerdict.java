package dev.breakeven.core.report;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// An audit in one sentence.
public final class AuditVerdict {
  private AuditVerdict() {}

  /// The waste, and what was spent by bills and by calls.
  public static String of(AuditReport report) {
    long priced = report.findings().stream().filter(each -> each.usdMonth().isPresent()).count();
    String spent =
        "bills %s%s, calls %s"
            .formatted(
                Amounts.dollars(report.spent(true)),
                billed(report),
                Amounts.dollars(report.spent(false)));
    String unpriced =
        report.unpriced() == 0
            ? ""
            : "; %,d calls have no price and are in no sum".formatted(report.unpriced());
    if (report.spend().isEmpty() && report.findings().isEmpty()) {
      return "Nothing to audit was found; 'breakeven connect' says what can be read." + unpriced;
    }
    return "Waste: %s a month in %,d of %,d findings; %s%s."
        .formatted(
            Amounts.dollars(report.wasteMonth()),
            priced,
            report.findings().size(),
            spent,
            unpriced);
  }

  /// The days that bills cover.
  private static String billed(AuditReport report) {
    return report.spend().stream()
        .filter(row -> row.basis() == Basis.INVOICE)
        .flatMap(row -> row.span().stream())
        .reduce((one, other) -> one.plus(other.from(), other.to()))
        .map(
            span ->
                " (%s to %s)"
                    .formatted(
                        LocalDate.ofInstant(span.from(), ZoneOffset.UTC),
                        LocalDate.ofInstant(span.to(), ZoneOffset.UTC)))
        .orElse("");
  }
}
