package dev.breakeven.bench;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Quotes a second on one core: calls with cached input over the catalog's own offers.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PricingBenchmark {
  private static final int CALLS = 4096;

  private final Usage[] usages = new Usage[CALLS];
  private final Tariff[] tariffs = new Tariff[CALLS];

  /// Mixes a flat offer with one that has a long-context cliff; half of the calls lie above it.
  @Setup
  public void prepare() {
    Catalog catalog = Catalog.bundled();
    List<Tariff> offers = List.of(tariff(catalog, "gpt-4o"), tariff(catalog, "gemini-2.5-pro"));
    if (offers.getFirst().hasCliffs() || !offers.getLast().hasCliffs()) {
      throw new IllegalStateException("expected a flat offer and one with a cliff");
    }
    SplittableRandom random = new SplittableRandom(20261121);
    for (int i = 0; i < CALLS; i++) {
      usages[i] =
          new Usage(
              random.nextLong(200_000), random.nextLong(200_000), 0, 0, random.nextLong(8_000), 0);
      tariffs[i] = offers.get(i % offers.size());
      check(tariffs[i], usages[i]);
    }
  }

  private static Tariff tariff(Catalog catalog, String name) {
    ApiOffer offer = catalog.findApi(name).orElseThrow();
    Instant at = catalog.asOf().atStartOfDay().toInstant(java.time.ZoneOffset.UTC);
    return switch (Tariff.of(offer, at, ServiceClass.STANDARD, "")) {
      case Tariff.Lookup.Found(Tariff tariff) -> tariff;
      case Tariff.Lookup.Missing(String reason) -> throw new IllegalStateException(reason);
    };
  }

  /// The answer that is timed must be the one that decimals give.
  private static void check(Tariff tariff, Usage usage) {
    BigDecimal sum = BigDecimal.ZERO;
    for (TokenClass tokenClass : TokenClass.values()) {
      if (usage.count(tokenClass) > 0) {
        long picos = tariff.rates(usage).rate(tokenClass).orElseThrow().picosPerToken();
        sum =
            sum.add(
                BigDecimal.valueOf(picos, 12).multiply(new BigDecimal(usage.count(tokenClass))));
      }
    }
    long nanos = sum.setScale(9, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
    if (((Quote.Priced) tariff.quote(usage)).usd().nanos() != nanos) {
      throw new IllegalStateException("a quote is not what decimals give");
    }
  }

  /// One call priced at a time, its nano-dollars summed.
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long quotes() {
    long nanos = 0;
    for (int i = 0; i < CALLS; i++) {
      nanos += ((Quote.Priced) tariffs[i].quote(usages[i])).usd().nanos();
    }
    return nanos;
  }
}
