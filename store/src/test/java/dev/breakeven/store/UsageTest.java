package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Latency;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.Property;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
  private static final String[] MODELS = {"big", "small"};

  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(folder, LedgerSettings.DEFAULT, Samples.CLOCK);
  }

  @Test
  void sumsByHand() {
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(call("a", "big", new Usage(10, 20, 30, 40, 50, 60), 3, Basis.METERED));
      writer.append(call("b", "big", new Usage(1, 2, 3, 4, 5, 6), 4, Basis.LIST_EQUIVALENT));
      writer.append(call("c", "small", Usage.of(7, 8), -1, Basis.METERED));
      writer.opened(Samples.opening("d", Samples.NOON, 99));
    }
    UsageReport report = usage(UsageQuery.allTime(Dimension.MODEL));
    assertThat(report.rows()).hasSize(2);
    Row big = report.rows().getFirst();
    assertThat(big.group()).containsExactly("big");
    assertThat(big.attempts()).isEqualTo(2);
    assertThat(big.tokens()).isEqualTo(new Usage(11, 22, 33, 44, 55, 66));
    assertThat(big.usd())
        .isEqualTo(Map.of(Basis.METERED, new Usd(3), Basis.LIST_EQUIVALENT, new Usd(4)));
    Row small = report.rows().get(1);
    assertThat(small.usd()).isEmpty();
    assertThat(small.unpriced()).isEqualTo(1);
    assertThat(report.totals().attempts()).isEqualTo(3);
    assertThat(report.totals().unpriced()).isEqualTo(1);
    assertThat(report.open()).isEqualTo(1);
    assertThat(report.reserved()).isEqualTo(new Usd(99));
  }

  @Test
  void sumsAreExactBeyondDoublesAndLongs() {
    long large = Long.MAX_VALUE / 2;
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(call("a", "big", Usage.of(large, 1), large, Basis.METERED));
      writer.append(call("b", "big", Usage.of(large, 2), large, Basis.METERED));
      writer.append(call("c", "big", Usage.of(1, 3), 1, Basis.METERED));
    }
    ledger.compact();
    Row totals = usage(UsageQuery.allTime()).totals();
    assertThat(totals.usd()).containsEntry(Basis.METERED, new Usd(Long.MAX_VALUE));
    assertThat(totals.tokens().input()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void percentilesLeaveOutWhatNobodyMeasured() {
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 1; i <= 100; i++) {
        writer.append(timed("r" + i, OptionalLong.of(i), OptionalLong.empty()));
      }
      writer.append(timed("x", OptionalLong.empty(), OptionalLong.empty()));
    }
    Row totals = usage(UsageQuery.allTime()).totals();
    assertThat(totals.ttft()).contains(new Percentiles(100, 50, 95, 99));
    assertThat(totals.duration()).isEmpty();
  }

  @Test
  void aPeriodHoldsItsBeginAndNotItsEnd() {
    try (LedgerWriter writer = ledger.writer()) {
      for (int day = 0; day < 4; day++) {
        writer.append(Samples.call("r" + day, Samples.NOON.plus(Duration.ofDays(day))));
      }
    }
    ledger.compact();
    try (LedgerWriter writer = ledger.writer()) {
      writer.append(Samples.call("hot", Samples.NOON.plusSeconds(1)));
    }
    UsageQuery query =
        new UsageQuery(
            List.of(Dimension.DAY),
            Optional.of(Samples.NOON),
            Optional.of(Samples.NOON.plus(Duration.ofDays(2))),
            false);
    assertThat(usage(query).rows())
        .extracting(row -> row.group().getFirst() + " " + row.attempts())
        .containsExactly("2026-11-20 2", "2026-11-21 1");
  }

  @Test
  void anyLedgerSumsAsAnOracleInJavaDoesHotColdAndCorrected() {
    Property.check(
        "usage against an oracle",
        6,
        random -> {
          Path own = folder.resolve("p" + random.nextLong());
          Ledger mixed = new Ledger(own, LedgerSettings.DEFAULT, Samples.CLOCK);
          Map<String, Attempt> expected = new TreeMap<>();
          for (int round = 0; round < 4; round++) {
            try (LedgerWriter writer = mixed.writer()) {
              for (int i = 0; i < 60; i++) {
                Attempt attempt = randomCall(random);
                if (writer.append(attempt) != LedgerWriter.Appended.KNOWN) {
                  expected.put(attempt.id().request(), attempt);
                }
              }
            }
            if (random.nextBoolean()) {
              mixed.compact();
            }
            compare(mixed, expected);
          }
          assertThat(mixed.verify().problems()).isEmpty();
        });
  }

  private static void compare(Ledger ledger, Map<String, Attempt> expected) {
    try (LedgerReader reader = ledger.reader()) {
      Map<List<String>, Row> rows = new HashMap<>();
      reader
          .usage(UsageQuery.allTime(Dimension.MODEL, Dimension.TEAM))
          .rows()
          .forEach(row -> rows.put(row.group(), row));
      compareSums(reader, Dimension.MODEL, Dimension.TEAM);
      compareSums(reader, Dimension.DAY, Dimension.BASIS);
      compareSums(reader);
      Map<List<String>, List<Attempt>> groups = new HashMap<>();
      for (Attempt attempt : expected.values()) {
        groups
            .computeIfAbsent(
                List.of(attempt.call().modelServed(), attempt.scope().team()),
                _ -> new ArrayList<>())
            .add(attempt);
      }
      assertThat(rows.keySet()).isEqualTo(groups.keySet());
      groups.forEach((group, attempts) -> compare(rows.get(group), attempts));
    }
  }

  /// Without percentiles, days may be read from their sums: nothing else differs.
  private static void compareSums(LedgerReader reader, Dimension... by) {
    UsageReport summed =
        reader.usage(new UsageQuery(List.of(by), Optional.empty(), Optional.empty(), false));
    UsageReport read = reader.usage(UsageQuery.allTime(by));
    Latency none = new Latency(Optional.empty(), Optional.empty());
    assertThat(summed.rows()).isEqualTo(read.rows().stream().map(row -> row.with(none)).toList());
    assertThat(summed.totals()).isEqualTo(read.totals().with(none));
  }

  private static void compare(Row row, List<Attempt> attempts) {
    Usage tokens = Usage.NONE;
    long absent = 0;
    long unpriced = 0;
    Map<Basis, Usd> usd = new EnumMap<>(Basis.class);
    for (Attempt attempt : attempts) {
      tokens = tokens.plus(attempt.metered().usage());
      absent += attempt.metered().state() == Metered.State.ABSENT ? 1 : 0;
      switch (attempt.cost()) {
        case Cost.Priced priced -> usd.merge(priced.basis(), priced.usd(), Usd::plus);
        case Cost.Unpriced _ -> unpriced++;
      }
    }
    assertThat(row.attempts()).isEqualTo(attempts.size());
    assertThat(row.tokens()).isEqualTo(tokens);
    assertThat(row.withoutUsage()).isEqualTo(absent);
    assertThat(row.unpriced()).isEqualTo(unpriced);
    assertThat(row.usd()).isEqualTo(usd);
  }

  /// One of 150 requests, so that some come again, half of those with other tokens.
  private static Attempt randomCall(SplittableRandom random) {
    int request = random.nextInt(150);
    Instant at = Samples.NOON.plus(Duration.ofHours(request));
    Basis basis = Basis.values()[random.nextInt(Basis.values().length)];
    long nanos = random.nextInt(5) == 0 ? -1 : random.nextLong(1L << 40);
    Usage usage = random.nextBoolean() ? Usage.of(request, 1) : Usage.of(random.nextInt(99), 2);
    Metered metered = random.nextInt(6) == 0 ? Metered.ABSENT : Metered.reported(usage);
    Scope scope = new Scope("", "", "team-" + request % 3, "", "", "", "", Map.of());
    return attempt("r" + request, at, scope, MODELS[request % 2], metered, nanos, basis);
  }

  private static Attempt call(String request, String model, Usage usage, long nanos, Basis basis) {
    return attempt(request, Samples.NOON, Scope.NONE, model, Metered.reported(usage), nanos, basis);
  }

  private static Attempt attempt(
      String request,
      Instant at,
      Scope scope,
      String model,
      Metered metered,
      long nanos,
      Basis basis) {
    return new Attempt(
        new AttemptId(request, 1),
        at,
        "test",
        scope,
        Call.of(model, "openai"),
        metered,
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        nanos < 0 ? new Cost.Unpriced("no price") : new Cost.Priced(new Usd(nanos), basis, "v1"),
        Optional.empty(),
        "");
  }

  private static Attempt timed(String request, OptionalLong ttft, OptionalLong duration) {
    Attempt call = Samples.call(request, Samples.NOON);
    return new Attempt(
        call.id(),
        call.at(),
        call.source(),
        call.scope(),
        call.call(),
        call.metered(),
        new Timing(OptionalLong.empty(), ttft, duration),
        call.ending(),
        call.cost(),
        call.gpuSeconds(),
        "");
  }

  private UsageReport usage(UsageQuery query) {
    try (LedgerReader reader = ledger.reader()) {
      return reader.usage(query);
    }
  }
}
