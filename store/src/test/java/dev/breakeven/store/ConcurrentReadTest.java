package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.pricing.Usage;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readers beside a writer and compactions see each moment whole.
class ConcurrentReadTest {
  private static final int CALLS = 20_000;

  @TempDir Path folder;

  @Test
  void everyReadSeesWhatWasWrittenBeforeItAndNothingTwice() throws Exception {
    Ledger ledger =
        new Ledger(folder, LedgerSettings.DEFAULT.withSegmentBytes(300_000), Samples.CLOCK);
    AtomicInteger closed = new AtomicInteger();
    try (LedgerWriter writer = ledger.writer();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      writer.closed(Samples.call("first", Samples.NOON, Usage.of(1, 0)));
      closed.set(1);
      Future<?> writing = threads.submit(() -> write(writer, closed));
      Future<?> compacting =
          threads.submit(
              () -> {
                while (!writing.isDone()) {
                  ledger.compact();
                }
              });
      int reads = 0;
      while (!writing.isDone() || reads < 3) {
        check(ledger, closed);
        reads++;
      }
      writing.get();
      compacting.get();
      check(ledger, closed);
    }
    assertThat(closed.get()).isEqualTo(CALLS);
    assertThat(ledger.verify().problems()).isEmpty();
    assertThat(ledger.verify().dayFiles()).isPositive();
  }

  private static void write(LedgerWriter writer, AtomicInteger closed) {
    for (int i = 1; i < CALLS; i++) {
      writer.opened(Samples.opening("r" + i, Samples.NOON, 1));
      writer.closed(Samples.call("r" + i, Samples.NOON.plusSeconds(i), Usage.of(1, 0)));
      closed.incrementAndGet();
    }
  }

  private static void check(Ledger ledger, AtomicInteger closed) {
    int before = closed.get();
    try (LedgerReader reader = ledger.reader()) {
      int after = closed.get();
      UsageReport report = reader.usage(UsageQuery.allTime());
      assertThat(report.totals().attempts()).isBetween((long) before, (long) after + 1);
      assertThat(report.totals().tokens().input()).isEqualTo(report.totals().attempts());
      assertThat(report.open()).isLessThanOrEqualTo(1);
      assertThat(reader.usage(UsageQuery.allTime()).totals().attempts())
          .as("the same reader, later")
          .isEqualTo(report.totals().attempts());
    }
  }
}
