package dev.breakeven.bench;

import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The arithmetic of one quote: six token classes times their rates, summed, rounded once.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MoneyBenchmark {
  private static final int CLASSES = 6;
  private static final int CALLS = 1024;

  private final Tokens[] tokens = new Tokens[CALLS * CLASSES];
  private final TokenRate[] rates = new TokenRate[CLASSES];
  private final BigDecimal[] decimalRates = new BigDecimal[CLASSES];
  private int call;

  /// Fills in calls of up to 100,000 tokens a class and fails when the two ways disagree.
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(20261121);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Tokens.of(random.nextLong(100_000));
    }
    for (int i = 0; i < CLASSES; i++) {
      rates[i] = new TokenRate(random.nextLong(50_000_000));
      decimalRates[i] = BigDecimal.valueOf(rates[i].picosPerToken(), 12);
    }
    for (int i = 0; i < CALLS; i++) {
      call = i;
      Usd integer = integers();
      call = i;
      if (integer.nanos() != decimals().unscaledValue().longValueExact()) {
        throw new IllegalStateException("the two ways disagree on call " + i);
      }
    }
  }

  /// Our way: 128-bit pico-dollars.
  @Benchmark
  public Usd integers() {
    int first = next();
    PicoUsd sum = PicoUsd.ZERO;
    for (int i = 0; i < CLASSES; i++) {
      sum = sum.plus(PicoUsd.product(tokens[first + i], rates[i]));
    }
    return sum.rounded();
  }

  /// The same with `BigDecimal`, as the yardstick.
  @Benchmark
  public BigDecimal decimals() {
    int first = next();
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < CLASSES; i++) {
      sum = sum.add(BigDecimal.valueOf(tokens[first + i].count()).multiply(decimalRates[i]));
    }
    return sum.setScale(9, RoundingMode.HALF_EVEN);
  }

  private int next() {
    call = (call + 1) & (CALLS - 1);
    return call * CLASSES;
  }
}
