package dev.breakeven.core.claims;

import static dev.breakeven.core.claims.Claim.claim;
import static dev.breakeven.core.claims.Claim.machine;
import static dev.breakeven.core.claims.Claim.price;
import static dev.breakeven.core.claims.Claim.reached;
import static dev.breakeven.core.claims.Claim.rent;
import static dev.breakeven.core.claims.Claim.tokens;

import dev.breakeven.core.plan.Blend;
import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.stream.Stream;

/// Article S4: one H100 at 700 output tokens a second, busy and idle; and what differs between the
/// articles (X).
final class FixedCostTrapClaims {
  private static final RentCost H100 = machine("2.50", 700);
  private static final Ratio BUSY = Ratio.percent(10);

  private FixedCostTrapClaims() {}

  static List<Claim> all() {
    return Stream.concat(trap().stream(), between().stream()).toList();
  }

  private static List<Claim> trap() {
    UsdPerMtok full = H100.saturated();
    UsdPerMtok idle = reached(H100.at(BUSY));
    return List.of(
        claim("S4-005", "125/126", full),
        claim("S4-006", "625/63", idle),
        claim("S4-007", "360", Hours.of(1).seconds().times(BUSY)),
        claim("S4-008", "10", idle.over(full)),
        claim("S4-009", "625/63", idle.over(price("1"))),
        claim("S4-010", "50/63", machine("2.00", 700).saturated()),
        claim("S4-011", "100/63", machine("4.00", 700).saturated()),
        claim("S4-012", "125/144", machine("2.50", 800).saturated()),
        claim("S4-013", "125/54", machine("2.50", 300).saturated()),
        claim("S4-014", "625/504", H100.breakEvenUtilisation(price("0.80"))),
        claim("S4-015", "25/378", H100.breakEvenUtilisation(price("15"))),
        claim("S4-018", "125/63", full.times(Ratio.of(2))),
        claim("S4-019", "125/42", full.times(Ratio.of(3))),
        claim("S4-020", "1250/63", idle.times(Ratio.of(2))),
        claim("S4-021", "625/21", idle.times(Ratio.of(3))));
  }

  private static List<Claim> between() {
    TokensPerSecond perGpu = TokensPerSecond.of(3400).times(Ratio.of(1, 4));
    Usd salary = Usd.ofDollars(200_000);
    return List.of(
        claim("X-001", "850", perGpu),
        claim("X-002", "850", perGpu),
        claim("X-003", "5/2", new Blend(Ratio.of(1, 2), price("2"), price("3")).perMtok()),
        claim("X-004", "500000000", tokens("500M")),
        claim("X-005", "1000000000", tokens("1B")),
        claim("X-006", "200000", salary),
        claim("X-007", "1/2", Usd.ofDollars(100_000).over(salary)),
        claim("X-008", "9/2", rent("4.50")),
        claim("X-009", "730", Hours.MONTH.value()));
  }
}
