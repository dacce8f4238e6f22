package dev.breakeven.core.audit;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Takes out of a report what names a person, an account or a secret, so that it can be shown
/// around; and whatever could pass for a command of a terminal.
///
/// Names of teams, services, models, pods and nodes stay: they are needed to act.
public final class Redaction implements UnaryOperator<String> {
  private static final int LONGEST = 200;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");
  private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
  private static final Pattern SECRET =
      Pattern.compile("\\b(?:sk|pk|rk|ghp|xox[abp]|AKIA|ASIA)[-_]?[A-Za-z0-9_-]{12,}");
  private static final Pattern ACCOUNT = Pattern.compile("(?<![\\d.])\\d{9,20}(?![\\d.])");
  private static final Pattern UUID =
      Pattern.compile("\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b");
  private static final Pattern ADDRESS = Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b");

  private final boolean names;

  /// With `names` also the names are taken out; without, only what could harm a terminal.
  public Redaction(boolean names) {
    this.names = names;
  }

  @Override
  public String apply(String text) {
    String plain = UNPRINTABLE.matcher(text).replaceAll("?");
    if (names) {
      plain = MAIL.matcher(plain).replaceAll("(mail)");
      plain = SECRET.matcher(plain).replaceAll("(secret)");
      plain = UUID.matcher(plain).replaceAll("(id)");
      plain = ADDRESS.matcher(plain).replaceAll("(address)");
      plain = ACCOUNT.matcher(plain).replaceAll("(account)");
    }
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }

  /// The report with every text of others passed through this.
  public AuditReport apply(AuditReport report) {
    return new AuditReport(
        report.at(),
        report.spend().stream().map(this::spend).toList(),
        report.reconciled().stream()
            .map(
                row ->
                    new AuditReport.Reconciled(
                        apply(row.provider()), row.metered(), row.invoiced()))
            .toList(),
        report.gpus().stream().map(this::gpus).toList(),
        report.replicas().stream().map(this::replica).toList(),
        report.findings().stream().map(this::finding).toList(),
        new Inventory(report.inventory().links().stream().map(this::link).toList()),
        report.sources().stream().map(this::source).toList(),
        report.unpriced());
  }

  private AuditReport.Spend spend(AuditReport.Spend row) {
    return new AuditReport.Spend(
        apply(row.provider()),
        apply(row.service()),
        apply(row.team()),
        apply(row.model()),
        row.kind(),
        row.usd(),
        row.billed(),
        row.basis(),
        row.span());
  }

  private GpuUse gpus(GpuUse one) {
    return new GpuUse(
        apply(one.host()),
        apply(one.pod()),
        apply(one.product()),
        one.gpus(),
        one.gpuHours(),
        one.idleGpuHours(),
        one.usdMonth(),
        one.idleUsdMonth(),
        one.basis());
  }

  private Replica replica(Replica one) {
    return new Replica(
        apply(one.pod()),
        apply(one.node()),
        apply(one.model()),
        one.gpus(),
        one.hours(),
        one.tokens(),
        one.usdMonth(),
        one.idleUsdMonth(),
        one.basis());
  }

  private Inventory.Link link(Inventory.Link one) {
    return new Inventory.Link(place(one.from()), place(one.to()), one.by(), one.calls());
  }

  private Inventory.Place place(Inventory.Place one) {
    return new Inventory.Place(one.kind(), apply(one.name()));
  }

  private Finding finding(Finding one) {
    return new Finding(
        one.rule(),
        apply(one.subject()),
        one.usdMonth(),
        one.basis(),
        one.confidence(),
        one.evidence().stream().map(this).toList(),
        apply(one.fix()));
  }

  private SourceState source(SourceState one) {
    return new SourceState(
        apply(one.name()),
        apply(one.detail()),
        one.error().map(this),
        one.until(),
        one.remarks().stream().map(this).toList());
  }
}
