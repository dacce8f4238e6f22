package dev.breakeven.cli;

import dev.breakeven.ask.tool.Facts;
import dev.breakeven.ask.tool.PlanQuestion;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Redaction;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The facts that the flags of a verb name. An audit and plans are kept for a while, since whoever
/// asks once asks again. Thread-safe.
///
/// An audit that is no longer fresh is still told while a new one is made beside it; one that is
/// stale is not.
final class EstateFacts implements Facts {
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration STALE = Duration.ofHours(1);

  private final Wiring wiring;
  private final EstateOptions estate;
  private final Optional<Path> ledger;
  private final Map<PlanQuestion, Plan> plans = new HashMap<>();
  private @Nullable AuditReport audit;
  private boolean renewing;
  private @Nullable Market market;

  EstateFacts(Wiring wiring, EstateOptions estate, Optional<Path> ledger) {
    estate.check();
    this.wiring = wiring;
    this.estate = estate;
    this.ledger = ledger;
  }

  @Override
  public Instant now() {
    return wiring.now();
  }

  @Override
  public Redaction redaction() {
    return estate.redaction();
  }

  @Override
  public synchronized AuditReport audit() {
    AuditReport known = audit;
    if (known == null || isOlder(known, STALE)) {
      known = estate.report(wiring, ledger);
      audit = known;
    } else if (isOlder(known, FRESH) && !renewing) {
      renewing = true;
      Thread.ofPlatform().daemon().name("audit").start(this::renew);
    }
    return known;
  }

  private boolean isOlder(AuditReport report, Duration age) {
    return report.at().plus(age).isBefore(wiring.now());
  }

  private void renew() {
    Optional<AuditReport> made = Optional.empty();
    try {
      made = Optional.of(estate.report(wiring, ledger));
    } catch (BreakevenException e) {
      // whoever asks when the known one is stale is told
    } finally {
      renewed(made);
    }
  }

  private synchronized void renewed(Optional<AuditReport> made) {
    made.ifPresent(report -> audit = report);
    renewing = false;
  }

  @Override
  public UsageReport usage(UsageQuery query) {
    try (LedgerReader reader = wiring.ledger(ledger).reader()) {
      return reader.usage(query);
    } catch (BreakevenException e) {
      if (e.code() == ErrorCode.FILE_MISSING) {
        return new UsageReport(query.by(), List.of(), UsageReport.Row.none(), 0, Usd.ZERO);
      }
      throw e;
    }
  }

  @Override
  public synchronized Market market() {
    Market known = market;
    if (known == null) {
      known = wiring.catalog(estate.prices);
      market = known;
    }
    return known;
  }

  @Override
  public synchronized Plan plan(PlanQuestion question) {
    return plans.computeIfAbsent(question, this::planned);
  }

  /// As if the flags of `plan` had been typed, over what files and variables set.
  private Plan planned(PlanQuestion question) {
    List<String> flags = new ArrayList<>(List.of("plan"));
    add(flags, "--volume", question.volume());
    add(flags, "--output-share", question.outputShare());
    add(flags, "--shape", question.shape());
    add(flags, "--today", question.today().orElse(""));
    add(flags, "--slo", question.slo());
    estate.prices.forEach(file -> add(flags, "--prices", file.toString()));
    CommandLine root = Main.commandLine(wiring, "plan");
    root.setErr(new PrintWriter(Writer.nullWriter()));
    try {
      root.parseArgs(flags.toArray(String[]::new));
    } catch (ParameterException e) {
      throw Common.usage(String.valueOf(e.getMessage()), "Give it as 'plan' takes it.");
    }
    PlanCommand command =
        Objects.requireNonNull(root.getSubcommands().get("plan"), "plan").getCommand();
    return command.plan(question.simulated());
  }

  /// With `=`, so that no value passes for a flag of its own.
  private static void add(List<String> flags, String flag, String value) {
    if (!value.isEmpty()) {
      flags.add(flag + "=" + value);
    }
  }
}
