package dev.breakeven.core.claims;

import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import java.math.BigInteger;

/// One golden vector: what a production function answers and the exact fraction that it must be.
///
/// `expected` is a reduced fraction such as `3125/5103`, or `never`. `answer` is what production
/// returned, in the unit of the row.
record Claim(String id, String expected, Object answer) {
  static final String NEVER = "never";

  static Claim claim(String id, String expected, Object answer) {
    return new Claim(id, expected, answer);
  }

  /// Whether the answer is the expected one: exactly, or rounded to a nano-dollar where the
  /// production type is money.
  boolean holds() {
    return switch (answer) {
      case Attainable.Never<?> _ -> expected.equals(NEVER);
      case Attainable.At<?>(Object value) -> new Claim(id, expected, value).holds();
      case Usd usd -> usd.equals(Usd.rounded(exact()));
      case UsdPerHour rent -> rent.equals(UsdPerHour.rounded(exact()));
      case ThroughMoney(Ratio value, int places) ->
          value.decimal(places).compareTo(exact().decimal(places)) == 0;
      default -> number(answer).equals(exact());
    };
  }

  Ratio exact() {
    return fraction(expected);
  }

  boolean isNever() {
    return answer instanceof Attainable.Never<?>;
  }

  /// The answer as a number; throws when there is none.
  Ratio value() {
    return number(answer);
  }

  /// A ratio computed from money that was rounded to a nano-dollar: exact to `places` decimals.
  record ThroughMoney(Ratio value, int places) {}

  private static Ratio number(Object value) {
    return switch (value) {
      case Attainable.At<?>(Object inner) -> number(inner);
      case Ratio ratio -> ratio;
      case Usd usd -> usd.dollars();
      case UsdPerHour rent -> rent.dollars();
      case UsdPerMtok price -> price.dollars();
      case TokensPerSecond rate -> rate.value();
      case Tokens tokens -> Ratio.of(tokens.count());
      case BigInteger whole -> new Ratio(whole, BigInteger.ONE);
      case ThroughMoney(Ratio ratio, int _) -> ratio;
      default -> throw new IllegalArgumentException("no number: " + value);
    };
  }

  /// Fractions of the table can be longer than what users may type, so they are read here.
  static Ratio fraction(String text) {
    String[] parts = text.split("/", -1);
    return new Ratio(
        new BigInteger(parts[0]), parts.length == 1 ? BigInteger.ONE : new BigInteger(parts[1]));
  }

  static Usd usd(String decimal) {
    return Usd.parse(decimal);
  }

  /// A price in USD per million tokens.
  static UsdPerMtok price(String decimal) {
    return UsdPerMtok.parse(decimal);
  }

  static UsdPerHour rent(String decimal) {
    return UsdPerHour.parse(decimal);
  }

  static RentCost machine(String usdPerHour, long tokensPerSecond) {
    return new RentCost(rent(usdPerHour), TokensPerSecond.of(tokensPerSecond));
  }

  static Ratio number(String text) {
    return Ratio.parse(text);
  }

  static Tokens tokens(String text) {
    return Tokens.parse(text);
  }

  static Ratio millions(Ratio tokens) {
    return tokens.dividedBy(Ratio.of(1_000_000));
  }

  /// What a computed volume is in millions of tokens.
  static Object millions(Attainable<Ratio> tokens) {
    return tokens.map(value -> millions(value));
  }

  static <T> T reached(Attainable<T> value) {
    return value.toOptional().orElseThrow();
  }
}
