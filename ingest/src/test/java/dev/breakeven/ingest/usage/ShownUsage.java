package dev.breakeven.ingest.usage;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.source.SourceCount;
import java.util.List;

/// A reading as text: counts, then one line an attempt with all that is stated.
final class ShownUsage {
  private ShownUsage() {}

  static String of(UsageReport report, List<Attempt> attempts, List<InvoiceLine> invoices) {
    StringBuilder text = new StringBuilder();
    for (SourceCount count : report.sources()) {
      text.append(
          "%s: %d files, %d calls, %d sums, %d duplicates, %d conflicts, %d without usage,"
              .formatted(
                  count.source(),
                  count.files(),
                  count.calls(),
                  count.sums(),
                  count.duplicates(),
                  count.conflicts(),
                  count.withoutUsage()));
      text.append(
          " %d unpriced, %d invoice lines%n".formatted(count.unpriced(), count.invoiceLines()));
      count
          .problems()
          .forEach(
              p ->
                  text.append(
                      "  " + p.rows() + " x " + p.reason() + ", first " + p.first() + "\n"));
      count.notes().forEach(note -> text.append("  note: " + note + "\n"));
    }
    report
        .unread()
        .forEach(
            p ->
                text.append(
                    "unread: " + p.rows() + " x " + p.reason() + ", first " + p.first() + "\n"));
    attempts.forEach(attempt -> text.append(line(attempt)).append('\n'));
    invoices.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String line(Attempt attempt) {
    Usage u = attempt.metered().usage();
    StringBuilder line = new StringBuilder(attempt.at() + " " + attempt.id());
    add(line, "model", attempt.call().modelServed());
    if (!attempt.call().modelAsked().equals(attempt.call().modelServed())) {
      add(line, "asked", attempt.call().modelAsked());
    }
    add(line, "at", attempt.call().provider());
    add(line, "dialect", attempt.call().dialect());
    add(line, "region", attempt.call().region());
    add(line, "endpoint", attempt.call().endpoint());
    add(line, "why", attempt.call().routeReason());
    add(line, "class", attempt.call().service().key());
    line.append(
        "; %s in %d read %d w5m %d w1h %d out %d think %d"
            .formatted(
                attempt.metered().state(),
                u.input(),
                u.cacheRead(),
                u.cacheWrite5m(),
                u.cacheWrite1h(),
                u.output(),
                u.reasoning()));
    attempt.metered().charges().forEach((unit, n) -> line.append(" " + unit + " " + n));
    line.append(";").append(scope(attempt.scope()));
    attempt.timing().ttftMillis().ifPresent(ms -> line.append(" ttft " + ms + " ms"));
    attempt.timing().durationMillis().ifPresent(ms -> line.append(" took " + ms + " ms"));
    add(line, "status", attempt.ending().status() == 0 ? "" : attempt.ending().status() + "");
    add(line, "finish", attempt.ending().finish());
    return line.append("; ").append(cost(attempt.cost())).toString();
  }

  private static String scope(Scope scope) {
    StringBuilder text = new StringBuilder();
    add(text, "key", scope.key());
    add(text, "service", scope.service());
    add(text, "team", scope.team());
    add(text, "tenant", scope.tenant());
    add(text, "user", scope.user());
    add(text, "session", scope.session());
    add(text, "project", scope.project());
    scope.tags().forEach((key, value) -> text.append(" #" + key + "=" + value));
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(' ').append(name).append(' ').append(value.replace('\n', ' '));
    }
  }

  private static String cost(Cost cost) {
    return switch (cost) {
      case Cost.Priced(var usd, var basis, var version) -> usd + " USD " + basis + " " + version;
      case Cost.Unpriced(var reason) -> reason;
    };
  }
}
