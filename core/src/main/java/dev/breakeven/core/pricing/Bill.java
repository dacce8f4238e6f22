package dev.breakeven.core.pricing;

import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.List;

/// Many calls under one tariff, billed exactly: tokens are summed by cliff and class, then priced.
///
/// Differs from the sum of single quotes by at most half a nano-dollar a call. Not thread-safe.
public final class Bill {
  private final Tariff tariff;
  private final long[][] tokens;
  private long calls;

  public Bill(Tariff tariff) {
    this.tariff = tariff;
    this.tokens = new long[tariff.cliffs()][TokenClass.values().length];
  }

  public void add(Usage usage) {
    long[] row = tokens[tariff.cliffOf(usage.totalInput())];
    for (TokenClass tokenClass : TokenClass.values()) {
      int column = tokenClass.ordinal();
      row[column] = Math.addExact(row[column], usage.count(tokenClass));
    }
    calls++;
  }

  /// A call without cache or reasoning tokens.
  public void add(long input, long output) {
    long[] row = tokens[tariff.cliffOf(input)];
    row[TokenClass.INPUT.ordinal()] = Math.addExact(row[TokenClass.INPUT.ordinal()], input);
    row[TokenClass.OUTPUT.ordinal()] = Math.addExact(row[TokenClass.OUTPUT.ordinal()], output);
    calls++;
  }

  public long calls() {
    return calls;
  }

  /// Tokens of one class billed at one rate; `aboveInput` is 0 for the base price.
  public record Line(TokenClass tokenClass, long aboveInput, Tokens tokens, TokenRate rate) {
    public PicoUsd exact() {
      return PicoUsd.product(tokens, rate);
    }
  }

  /// The lines of a bill or why it cannot be priced.
  public sealed interface Total {
    /// `usd` is the exact sum times the offer's discount, rounded once, half-even.
    record Priced(Usd usd, List<Line> lines, Multiplier discount) implements Total {}

    record Unpriced(String reason) implements Total {}
  }

  public Total total() {
    List<Line> lines = new ArrayList<>();
    PicoUsd sum = PicoUsd.ZERO;
    for (int cliff = 0; cliff < tokens.length; cliff++) {
      for (TokenClass tokenClass : TokenClass.values()) {
        Tokens count = Tokens.of(tokens[cliff][tokenClass.ordinal()]);
        if (count.count() == 0) {
          continue;
        }
        TokenRate rate = tariff.ratesOf(cliff).rate(tokenClass).orElse(null);
        if (rate == null) {
          return new Total.Unpriced(tariff.missing(tokenClass));
        }
        Line line = new Line(tokenClass, tariff.cliffStart(cliff), count, rate);
        lines.add(line);
        sum = sum.plus(line.exact());
      }
    }
    Multiplier discount = tariff.offer().discount();
    return new Total.Priced(sum.times(discount), lines, discount);
  }
}
