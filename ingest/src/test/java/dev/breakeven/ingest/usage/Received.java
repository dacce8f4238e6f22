package dev.breakeven.ingest.usage;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keeps what is read as a ledger would: one attempt an id, the last word on it.
public final class Received implements UsageReceiver {
  private final Map<AttemptId, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, InvoiceLine> invoices = new LinkedHashMap<>();
  private int replacements;

  @Override
  public void attempt(Attempt attempt) {
    if (attempts.put(attempt.id(), attempt) != null) {
      throw new AssertionError(attempt.id() + " was given as new twice");
    }
  }

  @Override
  public void replacement(Attempt attempt) {
    Attempt before = attempts.put(attempt.id(), attempt);
    if (before == null) {
      throw new AssertionError(attempt.id() + " replaces nothing");
    }
    replacements++;
  }

  @Override
  public void invoice(InvoiceLine line) {
    if (invoices.put(line.id(), line) != null) {
      throw new AssertionError(line.id() + " was given as new twice");
    }
  }

  @Override
  public void replacement(InvoiceLine line) {
    if (invoices.put(line.id(), line) == null) {
      throw new AssertionError(line.id() + " replaces nothing");
    }
    replacements++;
  }

  public List<Attempt> attempts() {
    return List.copyOf(attempts.values());
  }

  public List<InvoiceLine> invoices() {
    return List.copyOf(invoices.values());
  }

  public int replacements() {
    return replacements;
  }
}
