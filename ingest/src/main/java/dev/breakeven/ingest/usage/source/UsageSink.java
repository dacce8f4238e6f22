package dev.breakeven.ingest.usage.source;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.workload.Intake;
import java.util.function.UnaryOperator;

/// Where the readers of one source put what they find: priced, told apart by id, and counted.
///
/// A call whose id was there before goes on only when it now has more tokens. Owned by one thread.
public final class UsageSink implements Remarks {
  private final UnaryOperator<Attempt> pricing;
  private final UsageReceiver receiver;
  private final Intake intake = new Intake();
  private final SeenCalls seen = new SeenCalls();
  private long calls;
  private long sums;
  private long duplicates;
  private long conflicts;
  private long withoutUsage;
  private long unpriced;
  private long invoiceLines;

  public UsageSink(UnaryOperator<Attempt> pricing, UsageReceiver receiver) {
    this.pricing = pricing;
    this.receiver = receiver;
  }

  public void attempt(Attempt attempt) {
    long total = attempt.metered().usage().total().count();
    long before = seen.put(attempt.id().toString(), total);
    if (before == SeenCalls.NEW) {
      intake.accept();
      receiver.attempt(counted(pricing.apply(attempt)));
    } else if (before == total) {
      duplicates++;
    } else {
      conflicts++;
      if (total > before) {
        receiver.replacement(pricing.apply(attempt));
      } else {
        seen.put(attempt.id().toString(), before);
      }
    }
  }

  private Attempt counted(Attempt attempt) {
    Metered metered = attempt.metered();
    long requests = metered.requests().orElse(0);
    calls += requests;
    if (metered.isSum()) {
      sums++;
    }
    if (metered.state() == Metered.State.ABSENT) {
      withoutUsage += requests;
    }
    if (attempt.cost() instanceof Cost.Unpriced) {
      unpriced += metered.requests().orElse(1);
    }
    return attempt;
  }

  /// The later of two amounts for one line stands: the day it was exported on was not over yet.
  public void invoice(InvoiceLine line) {
    long amount = line.usd().nanos() & Long.MAX_VALUE;
    long before = seen.put(line.id(), amount);
    if (before == SeenCalls.NEW) {
      intake.accept();
      invoiceLines++;
      receiver.invoice(line);
    } else if (before == amount) {
      duplicates++;
    } else {
      conflicts++;
      receiver.replacement(line);
    }
  }

  /// One more copy of a call that the reader itself told to be a copy.
  public void duplicate() {
    duplicates++;
  }

  /// One more call that was read twice with different tokens, of which the reader chose.
  public void conflict() {
    conflicts++;
  }

  /// One more session or call of which only is known that it took place.
  public void withoutUsage() {
    withoutUsage++;
  }

  @Override
  public void reject(String reason, String where) {
    intake.reject(reason, where);
  }

  @Override
  public void note(String text) {
    intake.note(text);
  }

  /// What became of everything so far.
  public SourceCount count(String source, long files) {
    return new SourceCount(
        source,
        files,
        calls,
        sums,
        duplicates,
        conflicts,
        withoutUsage,
        unpriced,
        invoiceLines,
        intake.problems(),
        intake.notes());
  }
}
