package dev.breakeven.core.claims;

import static dev.breakeven.core.claims.Claim.claim;
import static dev.breakeven.core.claims.Claim.millions;
import static dev.breakeven.core.claims.Claim.number;
import static dev.breakeven.core.claims.Claim.price;
import static dev.breakeven.core.claims.Claim.rent;
import static dev.breakeven.core.claims.Claim.tokens;
import static dev.breakeven.core.claims.Claim.usd;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.plan.BreakEven;
import dev.breakeven.core.plan.Fleet;
import dev.breakeven.core.plan.Labour;
import dev.breakeven.core.plan.TermPrice;
import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.serving.Weights;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.stream.Stream;

/// Article S3: Llama 3 70B on four H100s against GPT-4o output. Volumes in millions of tokens.
final class FourGpuBoxClaims {
  private static final RentCost ON_DEMAND =
      new RentCost(rent("2.50").times(4), TokensPerSecond.of(850).times(Ratio.of(4)));
  private static final RentCost RESERVED =
      new RentCost(rent("1.60").times(4), ON_DEMAND.capacity());

  /// The article's month for rent; it takes 730 hours for capacity.
  private static final Hours MONTH_OF_720 = Hours.of(720);

  private static final Usd BOX = RESERVED.rent().times(MONTH_OF_720);
  private static final Usd BOX_OF_730 = RESERVED.rent().times(Hours.MONTH);
  private static final Usd TWO_BOXES =
      Fleet.sizedFor(RESERVED.capacity(), RESERVED, Redundancy.DOUBLE).rent(MONTH_OF_720);
  private static final Tokens CAPACITY = tokens("8935.2M");
  private static final UsdPerMtok GPT_4O = price("10");
  private static final UsdPerMtok CLAUDE = price("15");
  private static final Ratio OVERHEAD = number("1.3");
  private static final UsdPerMtok LOW = RESERVED.saturated().times(OVERHEAD);
  private static final UsdPerMtok HIGH = ON_DEMAND.saturated().times(OVERHEAD);
  private static final Usd SALARY = usd("200000");
  private static final Usd HALF = Labour.monthly(Ratio.of(1, 2), SALARY);
  private static final Usd TWO = Labour.monthly(Ratio.of(2), SALARY);

  private FourGpuBoxClaims() {}

  static List<Claim> all() {
    return Stream.of(breakdown(), breakEven(), hidden()).flatMap(List::stream).toList();
  }

  private static List<Claim> breakdown() {
    return List.of(
        claim("S3-001", "10", ON_DEMAND.rent()),
        claim("S3-002", "32/5", RESERVED.rent()),
        claim("S3-004", "3400", ON_DEMAND.capacity()),
        claim("S3-005", "306/25", millions(ON_DEMAND.tokens(Ratio.ONE, Hours.of(1)))),
        claim("S3-006", "125/153", ON_DEMAND.saturated()),
        claim("S3-007", "80/153", RESERVED.saturated()),
        claim("S3-008", "104/153", LOW),
        claim("S3-009", "325/306", HIGH),
        claim("S3-010", "70", Ratio.of(Weights.bytes(70_000_000_000L, Ratio.ONE), 1_000_000_000)),
        claim("S3-011", "9/25", new TermPrice(rent("2.50"), rent("1.60")).discount()),
        claim("S3-014", "612/65", GPT_4O.over(HIGH)),
        claim("S3-015", "765/52", GPT_4O.over(LOW)),
        claim("S3-016", "2295/104", CLAUDE.over(LOW)));
  }

  private static List<Claim> breakEven() {
    BreakEven plain = BreakEven.ofFixed(BOX, GPT_4O);
    Tokens five = tokens("5M");
    return List.of(
        claim("S3-017", "4608", BOX),
        claim("S3-018", "4672", BOX_OF_730),
        claim("S3-019", "44676/5", servedAt(100)),
        claim("S3-020", "640/1241", BOX.per(CAPACITY)),
        claim("S3-021", "2304/5", millions(plain.tokens())),
        claim("S3-022", "2336/5", millions(BreakEven.ofFixed(BOX_OF_730, GPT_4O).tokens())),
        claim("S3-023", "67014/25", servedAt(30)),
        claim("S3-024", "6400/3723", costAt(30)),
        claim("S3-025", "2304/5", millions(plain.tokens())),
        claim("S3-026", "22338/25", servedAt(10)),
        claim("S3-027", "6400/1241", costAt(10)),
        claim("S3-028", "2304/5", millions(plain.tokens())),
        claim("S3-029", "64/1241", plain.utilisation(RESERVED)),
        claim("S3-031", "11169/5", servedAt(25)),
        claim("S3-032", "2304/5", millions(plain.tokens())),
        claim("S3-033", "50", GPT_4O.times(five)),
        claim("S3-034", "25/44676", RESERVED.machinesFilled(Ratio.of(five.count()), Hours.MONTH)),
        claim("S3-035", "4608/5", BOX.per(five)));
  }

  private static List<Claim> hidden() {
    return List.of(
        claim("S3-036", "100000", SALARY.times(Ratio.of(1, 2))),
        claim("S3-037", "400000", SALARY.times(Ratio.of(2))),
        claim("S3-038", "25000/3", HALF),
        claim("S3-039", "19412/15", throughMoney(BOX.plus(HALF))),
        claim("S3-040", "56912/15", throughMoney(BOX.plus(TWO))),
        claim("S3-041", "9216", TWO_BOXES),
        claim("S3-042", "4608/5", millions(BreakEven.ofFixed(TWO_BOXES, GPT_4O).tokens())),
        claim("S3-043", "26324/15", throughMoney(TWO_BOXES.plus(HALF))));
  }

  private static Ratio servedAt(long percent) {
    return millions(RESERVED.tokens(Ratio.percent(percent), Hours.MONTH));
  }

  private static Object costAt(long percent) {
    return RentCost.restated(BOX.per(CAPACITY), Ratio.ONE, Ratio.percent(percent));
  }

  /// A third of a dollar fits no nano-dollar, so these are exact to a thousandth of a token.
  private static Claim.ThroughMoney throughMoney(Usd fixed) {
    Ratio volume = Claim.reached(BreakEven.ofFixed(fixed, GPT_4O).tokens());
    return new Claim.ThroughMoney(millions(volume), 9);
  }
}
