package dev.breakeven.cli;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.LedgerWriter.Appended;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.usage.source.SeenCalls;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Writes what is read into the ledger and counts, by source, what is new in it.
///
/// Makes the writer for the first row. Remembers 16 bytes a call, so that a call which a later row
/// replaces is taken back out of the sums. Owned by one thread.
final class ImportTally implements UsageReceiver, AutoCloseable {
  private static final int CODE_BITS = 3;
  private static final int UNPRICED = 5;
  private static final int UNPRICED_AND_ABSENT = 6;
  private static final int KNOWN = 7;
  private static final Basis[] BASES = Basis.values();

  private final Supplier<LedgerWriter> ledger;
  private final Runnable eachRow;
  private final SeenCalls counted;
  private final Map<String, Added> bySource = new TreeMap<>();
  private Optional<LedgerWriter> writer = Optional.empty();

  ImportTally(Supplier<LedgerWriter> ledger, SeenCalls counted, Runnable eachRow) {
    this.ledger = ledger;
    this.counted = counted;
    this.eachRow = eachRow;
  }

  @Override
  public void attempt(Attempt attempt) {
    eachRow.run();
    Added added = added(attempt.source());
    long requests = attempt.metered().requests().orElse(0);
    added.absentRead += isAbsent(attempt) ? requests : 0;
    switch (append(attempt)) {
      case KNOWN -> {
        added.known += rows(attempt);
        remember(attempt, KNOWN);
      }
      case REVISED -> {
        added.revised += rows(attempt);
        remember(attempt, KNOWN);
      }
      case NEW -> {
        added.calls += requests;
        added.sums += attempt.metered().requests().isEmpty() ? 1 : 0;
        count(added, attempt);
      }
    }
  }

  @Override
  public void replacement(Attempt attempt) {
    eachRow.run();
    Added added = added(attempt.source());
    Appended appended = append(attempt);
    long before = remember(attempt, KNOWN);
    if ((before & KNOWN) != KNOWN) {
      takeBack(added, attempt, before);
      count(added, attempt);
    } else if (appended == Appended.REVISED) {
      added.revised += rows(attempt);
    }
  }

  @Override
  public void invoice(InvoiceLine line) {
    eachRow.run();
    Added added = added(line.source());
    switch (append(line.toAttempt())) {
      case KNOWN -> added.known++;
      case REVISED -> added.revised++;
      case NEW -> {
        added.lines++;
        added.billed = added.billed.plus(line.usd());
        counted.put(line.id(), line.usd().nanos() & Long.MAX_VALUE);
      }
    }
  }

  @Override
  public void replacement(InvoiceLine line) {
    Added added = added(line.source());
    append(line.toAttempt());
    long before = counted.put(line.id(), line.usd().nanos() & Long.MAX_VALUE);
    if (before != SeenCalls.NEW) {
      added.billed = added.billed.minus(new Usd(before << 1 >> 1)).plus(line.usd());
    }
  }

  private Appended append(Attempt attempt) {
    try {
      if (writer.isEmpty()) {
        writer = Optional.of(ledger.get());
      }
      return writer.get().append(attempt);
    } catch (BreakevenException e) {
      throw new NotWritten(e);
    }
  }

  /// That the ledger did not take a row: no fault of the file at hand, and the end of the import.
  static final class NotWritten extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient BreakevenException problem;

    NotWritten(BreakevenException problem) {
      super(problem);
      this.problem = problem;
    }

    BreakevenException problem() {
      return problem;
    }
  }

  private Added added(String source) {
    return bySource.computeIfAbsent(source, _ -> new Added());
  }

  private void count(Added added, Attempt attempt) {
    boolean absent = isAbsent(attempt);
    added.withoutUsage += absent ? attempt.metered().requests().orElse(0) : 0;
    switch (attempt.cost()) {
      case Cost.Unpriced _ -> {
        added.unpriced += rows(attempt);
        remember(attempt, absent ? UNPRICED_AND_ABSENT : UNPRICED);
      }
      case Cost.Priced(Usd usd, Basis basis, String _) -> {
        added.usd.merge(basis, usd, Usd::plus);
        remember(attempt, usd.nanos() << CODE_BITS | basis.ordinal());
      }
    }
  }

  /// The calls that an attempt stands for, or 1 for a number that nobody says.
  private static long rows(Attempt attempt) {
    return attempt.metered().requests().orElse(1);
  }

  private static boolean isAbsent(Attempt attempt) {
    return attempt.metered().state() == Metered.State.ABSENT;
  }

  /// Keeps what was counted for an attempt, amount above code; the sign is kept in one bit less.
  private long remember(Attempt attempt, long what) {
    return counted.put(attempt.id().toString(), what & Long.MAX_VALUE);
  }

  private static void takeBack(Added added, Attempt attempt, long before) {
    int code = (int) before & KNOWN;
    if (code == UNPRICED || code == UNPRICED_AND_ABSENT) {
      added.unpriced -= rows(attempt);
      added.withoutUsage -=
          code == UNPRICED_AND_ABSENT ? attempt.metered().requests().orElse(0) : 0;
    } else {
      Usd usd = new Usd(before << 1 >> 1 >> CODE_BITS);
      added.usd.merge(BASES[code], usd, Usd::minus);
    }
  }

  /// What is new in the ledger, by source.
  Map<String, Added> bySource() {
    return bySource;
  }

  /// Returns when everything is on the disk.
  @Override
  public void close() {
    writer.ifPresent(LedgerWriter::close);
  }
}
