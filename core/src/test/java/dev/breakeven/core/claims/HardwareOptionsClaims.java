package dev.breakeven.core.claims;

import static dev.breakeven.core.claims.Claim.claim;
import static dev.breakeven.core.claims.Claim.machine;
import static dev.breakeven.core.claims.Claim.millions;
import static dev.breakeven.core.claims.Claim.number;
import static dev.breakeven.core.claims.Claim.price;
import static dev.breakeven.core.claims.Claim.reached;
import static dev.breakeven.core.claims.Claim.rent;
import static dev.breakeven.core.claims.Claim.tokens;
import static dev.breakeven.core.claims.Claim.usd;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.plan.Blend;
import dev.breakeven.core.plan.BreakEven;
import dev.breakeven.core.plan.Fleet;
import dev.breakeven.core.plan.LoadSwing;
import dev.breakeven.core.plan.TermPrice;
import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.stream.Stream;

/// Article S2: a Python page that prices single-stream throughput as capacity. Any tokens.
final class HardwareOptionsClaims {
  private static final RentCost H100_SPOT = machine("2.50", 50);
  private static final RentCost H100_ON_DEMAND = machine("4.50", 50);
  private static final RentCost H100_RESERVED = machine("3.00", 50);
  private static final RentCost A100_SPOT = machine("1.50", 30);
  private static final RentCost A100_ON_DEMAND = machine("2.50", 30);

  /// The reserved H100 at the throughput that the article's dollar figures imply.
  private static final RentCost BATCHED = machine("3.00", 5000);

  private static final UsdPerMtok API = price("0.80");
  private static final Ratio OVERHEAD = number("1.4");
  private static final TokensPerSecond LOAD = TokensPerSecond.average(tokens("100M"), Hours.DAY);
  private static final BreakEven STATED = new BreakEven(usd("5000"), price("0.35"), API);
  private static final LoadSwing FIVE_TIMES =
      new LoadSwing(TokensPerSecond.of(1), TokensPerSecond.of(5));

  private HardwareOptionsClaims() {}

  static List<Claim> all() {
    return Stream.of(options(), overhead(), scenarios(), breakEven(), utilisation())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Claim> options() {
    return List.of(
        claim("S2-001", "125/9", H100_SPOT.saturated()),
        claim("S2-002", "25", H100_ON_DEMAND.saturated()),
        claim("S2-003", "50/3", H100_RESERVED.saturated()),
        claim("S2-004", "125/9", A100_SPOT.saturated()),
        claim("S2-005", "625/27", A100_ON_DEMAND.saturated()),
        claim("S2-007", "5/36", machine("2.50", 5000).saturated()),
        claim("S2-008", "1/4", machine("4.50", 5000).saturated()),
        claim("S2-009", "1/6", BATCHED.saturated()),
        claim("S2-010", "5/36", machine("1.50", 3000).saturated()),
        claim("S2-011", "25/108", machine("2.50", 3000).saturated()),
        claim("S2-012", "4/9", new TermPrice(rent("4.50"), rent("2.50")).discount()),
        claim("S2-013", "1/3", new TermPrice(rent("4.50"), rent("3.00")).discount()),
        claim("S2-014", "2/5", new TermPrice(rent("2.50"), rent("1.50")).discount()),
        claim("S2-015", "3125/2", H100_ON_DEMAND.parity(API)));
  }

  private static List<Claim> overhead() {
    UsdPerMtok spot = price("0.14").times(OVERHEAD);
    return List.of(
        claim("S2-018", "49/250", spot),
        claim("S2-019", "7/20", price("0.25").times(OVERHEAD)),
        claim("S2-020", "161/500", price("0.23").times(OVERHEAD)),
        claim("S2-021", "175/9", H100_SPOT.saturated().times(OVERHEAD)),
        claim("S2-022", "35", H100_ON_DEMAND.saturated().times(OVERHEAD)),
        claim("S2-023", "875/27", A100_ON_DEMAND.saturated().times(OVERHEAD)),
        claim("S2-024", "49/125", RentCost.restated(spot, Ratio.ONE, Ratio.percent(50))),
        claim("S2-025", "196/625", RentCost.restated(spot, Ratio.percent(80), Ratio.percent(50))),
        claim("S2-026", "350/9", reached(H100_SPOT.at(Ratio.percent(50))).times(OVERHEAD)),
        claim("S2-027", "4/5", API.times(Ratio.ONE)));
  }

  private static List<Claim> scenarios() {
    Fleet fleet = Fleet.sizedFor(LOAD, H100_RESERVED, Redundancy.NONE);
    return List.of(
        claim("S2-028", "50/3", H100_RESERVED.saturated()),
        claim("S2-030", "625/27", H100_RESERVED.machinesFilled(Ratio.of(100_000_000), Hours.DAY)),
        claim("S2-031", "52560", fleet.rent(Hours.MONTH)),
        claim("S2-032", "7300/3", API.forTokens(LOAD.during(Hours.MONTH))),
        claim("S2-033", "18/25", new Fleet(1, BATCHED).perMtok(LOAD)),
        claim("S2-035", "8/63", Blend.impliedShare(price("0.25"), API, price("0.17"))),
        claim("S2-037", "52/77", Blend.impliedShare(price("0.30"), price("0.35"), price("0.196"))),
        claim("S2-039", "125/9", H100_SPOT.saturated()),
        claim("S2-041", "3/5", FIVE_TIMES.utilisationSizedForPeak()),
        claim("S2-042", "1/3", FIVE_TIMES.shareServedByTrough()));
  }

  private static List<Claim> breakEven() {
    UsdPerMtok inUnits = H100_ON_DEMAND.saturated().times(OVERHEAD);
    return List.of(
        claim("S2-043", "100000/9", millions(STATED.tokens())),
        claim("S2-044", "100000000000/9", STATED.tokens()),
        claim("S2-045", Claim.NEVER, new BreakEven(usd("5000"), inUnits, API).tokens()),
        claim("S2-046", "100000000000/11", new BreakEven(usd("5000"), price("0.25"), API).tokens()),
        claim("S2-047", "5000/5913", STATED.utilisation(BATCHED)));
  }

  private static List<Claim> utilisation() {
    return List.of(
        claim("S2-049", "180000", H100_ON_DEMAND.tokens(Ratio.ONE, Hours.of(1))),
        claim("S2-050", "25", H100_ON_DEMAND.at(Ratio.ONE)),
        claim("S2-051", "125/4", H100_ON_DEMAND.at(Ratio.percent(80))),
        claim("S2-052", "50", H100_ON_DEMAND.at(Ratio.percent(50))),
        claim("S2-053", "125", H100_ON_DEMAND.at(Ratio.percent(20))),
        claim("S2-054", "25/16", price("1.25").over(API)),
        claim("S2-056", "5/16", machine("4.50", 5000).breakEvenUtilisation(API)),
        claim("S2-057", "7/16", price("0.25").times(OVERHEAD).over(API)),
        claim("S2-067", "9125000000/3", LOAD.during(Hours.MONTH)),
        claim("S2-068", "100000000000/9", STATED.tokens()),
        claim("S2-069", "2/3", new TermPrice(rent("4.50"), rent("3.00")).crossoverDuty()));
  }
}
