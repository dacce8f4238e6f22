package dev.breakeven.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.Property;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
  private static final CallFact.Limits LIMITS =
      new CallFact.Limits(
          Duration.ofMinutes(5), 10, 3, 100, Duration.ofMinutes(10), FactsOracle.LEAST_REPEATS, 2);
  private static final Instant MIDNIGHT = Instant.parse("2026-11-19T00:00:00Z");
  private static final int[] INPUTS = {50, 50, 50, 60, 200, 400, 401};

  @TempDir Path folder;

  @Test
  void anyLedgerGivesTheFactsThatAnOracleFindsRowByRow() {
    Property.check(
        "facts against an oracle",
        8,
        random -> {
          Path own = folder.resolve("p" + random.nextLong());
          Ledger ledger = new Ledger(own, LedgerSettings.DEFAULT, Samples.CLOCK);
          for (int round = 0; round < 3; round++) {
            write(ledger, random);
            compare(ledger, Optional.empty(), Optional.empty());
            ledger.compact();
            compare(ledger, Optional.empty(), Optional.empty());
          }
          write(ledger, random);
          correct(ledger, random);
          compare(ledger, Optional.empty(), Optional.empty());
          ledger.compact();
          Instant noon = MIDNIGHT.plus(Duration.ofHours(-12));
          compare(ledger, Optional.of(noon), Optional.empty());
          compare(ledger, Optional.of(MIDNIGHT), Optional.of(MIDNIGHT.plusSeconds(3_600)));
          assertThat(ledger.verify().problems()).isEmpty();
        });
  }

  private static void compare(Ledger ledger, Optional<Instant> from, Optional<Instant> to) {
    ListPrices prices = new ListPrices(ListedModel.MARKET);
    FactsOracle oracle = new FactsOracle(LIMITS);
    List<CallFact> facts = new ArrayList<>();
    List<String> sampled = new ArrayList<>();
    Set<CallFacts.Sold> sold = Set.of(new CallFacts.Sold("maker", "listed"));
    try (LedgerReader reader = ledger.reader()) {
      reader.attempts(from, to, attempt -> oracle.see(prices.apply(attempt)));
      CallFacts found = reader.facts(from, to, prices);
      found.each(LIMITS, facts::add);
      found.sample(sold, 4, (at, input, output) -> sampled.add(at + " " + input + " " + output));
    }
    assertThat(facts).containsExactlyInAnyOrderElementsOf(oracle.facts());
    assertThat(facts.stream().filter(CallFact.Group.class::isInstance))
        .extracting(fact -> -((CallFact.Group) fact).rows())
        .isSorted();
    assertThat(sampled).isEqualTo(oracle.sample(sold, 4));
  }

  private static void write(Ledger ledger, SplittableRandom random) {
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 150; i++) {
        writer.append(attempt(random));
      }
      writer.append(
          new InvoiceLine(
                  "line-" + random.nextInt(9),
                  MIDNIGHT,
                  MIDNIGHT.plusSeconds(9),
                  "costs",
                  Scope.NONE,
                  "maker",
                  "listed",
                  "tokens",
                  new Usd(-5))
              .toAttempt());
    }
  }

  private static void correct(Ledger ledger, SplittableRandom random) {
    try (LedgerWriter writer = ledger.writer()) {
      for (int i = 0; i < 20; i++) {
        AttemptId id = new AttemptId("r" + random.nextInt(400), 1);
        Cost cost = new Cost.Priced(new Usd(77), Basis.INVOICE, "settled");
        writer.correct(
            new Correction(id, Samples.NOON, new Correction.Repriced(cost, Optional.empty())));
      }
    }
  }

  /// One of 400 requests of a few conversations within half an hour around midnight, or of none.
  private static Attempt attempt(SplittableRandom random) {
    int request = random.nextInt(400);
    int session = random.nextInt(6);
    Instant at = MIDNIGHT.plus(random.nextInt(-900, 900) * 1_000_001L, ChronoUnit.MICROS);
    String model = List.of("listed", "own", "own").get(session % 3);
    Cost cost =
        session == 1
            ? new Cost.Priced(new Usd(random.nextInt(1_000)), Basis.METERED, "v")
            : ListPrices.NOT_PRICED;
    return new Attempt(
        new AttemptId("r" + request, 1),
        at,
        session == 5 ? "log" : "gateway",
        scope(session, random),
        Call.of(model, "maker").at(session == 2 ? "http://a:1" : ""),
        metered(random),
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        cost,
        Optional.empty(),
        "");
  }

  /// The same for all calls of a conversation.
  private static Scope scope(int session, SplittableRandom random) {
    String named = random.nextInt(8) == 0 ? "" : "s" + session;
    return switch (session) {
      case 0 -> new Scope("k", "svc", "", "t" + random.nextInt(2), "u", named, "p", Map.of());
      case 1 -> new Scope("k", "", "team", "", "", named, "p", Map.of());
      case 2 -> new Scope("", "", "", "", "ann", named, "", Map.of());
      case 3 -> new Scope("", "", "", "", "", named, "p", Map.of());
      default -> new Scope("", "svc", "team", "", "bob", named, "", Map.of());
    };
  }

  private static Metered metered(SplittableRandom random) {
    int read = random.nextInt(3) == 0 ? 10 : 0;
    Usage usage = new Usage(INPUTS[random.nextInt(7)] - read, read, 0, 0, 5, random.nextInt(3));
    return switch (random.nextInt(20)) {
      case 0 -> Metered.ABSENT;
      case 1 -> Metered.reported(Usage.NONE);
      case 2 -> Metered.reported(usage).withCharge(Metered.REQUESTS, random.nextInt(3));
      case 3 -> Metered.reported(usage).withCharge("web_search_requests", 2);
      default -> Metered.reported(usage);
    };
  }
}
