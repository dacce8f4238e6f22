package dev.breakeven.core.claims;

import static dev.breakeven.core.claims.Claim.claim;
import static dev.breakeven.core.claims.Claim.machine;
import static dev.breakeven.core.claims.Claim.price;
import static dev.breakeven.core.claims.Claim.reached;
import static dev.breakeven.core.claims.Claim.rent;
import static dev.breakeven.core.claims.Claim.tokens;
import static dev.breakeven.core.claims.Claim.usd;

import dev.breakeven.core.plan.ApiCostStack;
import dev.breakeven.core.plan.Blend;
import dev.breakeven.core.plan.BreakEven;
import dev.breakeven.core.plan.Labour;
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

/// Article S0: one leased H100 with Gemma 4 31B against list prices. Output tokens.
final class TokenomicsClaims {
  private static final RentCost H100 = machine("2.50", 1260);
  private static final RentCost ONE_STREAM = machine("2.50", 40);
  private static final Hours MONTH_OF_720 = Hours.of(720);
  private static final Usd LEASE = rent("2.50").times(Hours.MONTH);
  private static final UsdPerMtok SONNET = price("15");
  private static final UsdPerMtok OPUS = price("25");
  private static final UsdPerMtok GPT = price("30");
  private static final UsdPerMtok SELF_AT_70 = price("1.35");
  private static final UsdPerMtok SELF_AT_50 = price("1.90");
  private static final Tokens VOLUME = tokens("2B");
  private static final Ratio VOLUME_AT_60 = H100.tokens(Ratio.percent(60), Hours.MONTH);
  private static final Usd SALARY = usd("180000");

  private TokenomicsClaims() {}

  static List<Claim> all() {
    return Stream.of(headline(), utilisation(), gap(), tradeOffs()).flatMap(List::stream).toList();
  }

  private static List<Claim> headline() {
    return List.of(
        claim("S0-001", "30000", SONNET.times(VOLUME)),
        claim("S0-002", "1825", LEASE),
        claim("S0-003", "15", usd("30000").over(usd("2000"))),
        claim("S0-004", "28000", usd("30000").minus(usd("2000"))),
        claim("S0-005", "100/9", SONNET.over(SELF_AT_70)),
        claim("S0-006", "500/27", OPUS.over(SELF_AT_70)),
        claim("S0-007", "200/9", GPT.over(SELF_AT_70)),
        claim("S0-008", "11907/625", SONNET.over(reached(H100.at(Ratio.percent(70))))),
        claim("S0-014", "6", price("30").over(price("5.00"))),
        claim("S0-015", "8", price("14").over(price("1.75"))));
  }

  private static List<Claim> utilisation() {
    return List.of(
        claim("S0-019", "625/1134", H100.saturated()),
        claim("S0-020", "3125/5103", H100.at(Ratio.percent(90))),
        claim("S0-021", "3125/3969", H100.at(Ratio.percent(70))),
        claim("S0-022", "625/567", H100.at(Ratio.percent(50))),
        claim(
            "S0-023", "19/18", RentCost.restated(SELF_AT_50, Ratio.percent(50), Ratio.percent(90))),
        claim(
            "S0-024", "19/14", RentCost.restated(SELF_AT_50, Ratio.percent(50), Ratio.percent(70))),
        claim("S0-025", "125000/171", H100.parity(price("0.95"))),
        claim("S0-026", "315/32", H100.capacity().times(Ratio.of(1, 128))),
        claim("S0-027", "63/2", H100.capacity().over(ONE_STREAM.capacity())),
        claim("S0-028", "625/36", ONE_STREAM.saturated()),
        claim("S0-029", "31", gigabytes(31_000_000_000L, Ratio.ONE)));
  }

  private static List<Claim> gap() {
    return List.of(
        claim("S0-030", "9/100", SELF_AT_70.over(SONNET)),
        claim("S0-031", "500/27", OPUS.over(SELF_AT_70)),
        claim("S0-032", "200/9", GPT.over(SELF_AT_70)),
        claim("S0-033", "100/27", price("5").over(SELF_AT_70)),
        claim("S0-034", "1800", rent("2.50").times(MONTH_OF_720)),
        claim("S0-035", "1825", LEASE),
        claim("S0-036", "1986768000", VOLUME_AT_60),
        claim("S0-037", "745038/25", SONNET.forTokens(VOLUME_AT_60)),
        claim("S0-038", "3125/3402", LEASE.per(Tokens.of(1_986_768_000))),
        claim("S0-039", "365000000/3", BreakEven.ofFixed(LEASE, SONNET).tokens()),
        claim(
            "S0-040",
            "312000000/73",
            TokensPerSecond.average(tokens("130M"), Hours.MONTH).during(Hours.DAY)),
        claim("S0-041", "1625/41391", H100.machinesFilled(Ratio.of(130_000_000), Hours.MONTH)),
        claim("S0-042", "1865000000/3", withLabour(Ratio.of(1, 2)).tokens()),
        claim("S0-043", "3365000000/3", withLabour(Ratio.ONE).tokens()),
        claim("S0-044", "3125/5103", H100.at(Ratio.percent(90))),
        claim("S0-045", "3125/3969", H100.at(Ratio.percent(70))),
        claim("S0-049", "27/4", ApiCostStack.lean(price("1")).factor()),
        claim("S0-050", "20", ApiCostStack.rich(price("2")).factor()),
        claim("S0-051", "27/4", ApiCostStack.lean(price("1")).price()),
        claim("S0-052", "40", ApiCostStack.rich(price("2")).price()));
  }

  private static List<Claim> tradeOffs() {
    return List.of(
        claim("S0-058", "581/80", routed(75)),
        claim("S0-059", "1200/581", SONNET.over(routed(75))),
        claim("S0-060", "152/25", routed(80)),
        claim("S0-061", "1689/200", routed(70)),
        claim("S0-062", "2", dearerAt(30)),
        claim("S0-063", "4", dearerAt(15)),
        claim("S0-064", "7500", Labour.monthly(Ratio.of(1, 2), SALARY)),
        claim("S0-065", "15000", Labour.monthly(Ratio.ONE, SALARY)),
        claim("S0-066", "373/80", withPeople(Ratio.of(1, 2), 1)),
        claim("S0-067", "673/80", withPeople(Ratio.ONE, 1)),
        claim("S0-068", "103/80", withPeople(Ratio.of(1, 2), 10)),
        claim("S0-069", "133/80", withPeople(Ratio.ONE, 10)),
        claim("S0-073", "1500", SONNET.times(tokens("100M"))),
        claim("S0-074", "15000", SONNET.times(tokens("1B"))));
  }

  private static Ratio gigabytes(long parameters, Ratio bytesPerWeight) {
    return Ratio.of(Weights.bytes(parameters, bytesPerWeight), 1_000_000_000);
  }

  private static BreakEven withLabour(Ratio fte) {
    return BreakEven.ofFixed(LEASE.plus(Labour.monthly(fte, SALARY)), SONNET);
  }

  private static UsdPerMtok routed(long percent) {
    return new Blend(Ratio.percent(percent), SELF_AT_70, OPUS).perMtok();
  }

  /// How much dearer a token is than at the 60% that the article starts from.
  private static Ratio dearerAt(long percent) {
    UsdPerMtok base = reached(H100.at(Ratio.percent(60)));
    return reached(RentCost.restated(base, Ratio.percent(60), Ratio.percent(percent))).over(base);
  }

  private static UsdPerMtok withPeople(Ratio fte, long tenants) {
    Usd people = Labour.monthly(fte, SALARY).times(Ratio.of(1, tenants));
    return LEASE.plus(people).per(VOLUME);
  }
}
