package dev.breakeven.core.claims;

import static dev.breakeven.core.claims.Claim.claim;
import static dev.breakeven.core.claims.Claim.number;
import static dev.breakeven.core.claims.Claim.price;
import static dev.breakeven.core.claims.Claim.rent;
import static dev.breakeven.core.claims.Claim.tokens;
import static dev.breakeven.core.claims.Claim.usd;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.plan.BreakEven;
import dev.breakeven.core.plan.Labour;
import dev.breakeven.core.plan.Purchase;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.serving.Weights;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Article S1: GPT-5 against a small box and against H100s, in three scenarios. Input tokens, with
/// 30 output tokens for every 100 of them.
final class InternalModelsClaims {
  private static final ApiOffer AS_STATED = SampleOffers.inputOutput("2.50", "10");
  private static final ApiOffer AS_LISTED = SampleOffers.inputOutput("1.25", "10");
  private static final ApiOffer TEN_TO_ONE = SampleOffers.inputOutput("1", "10");
  private static final Usd SALARY = usd("180000");
  private static final Usd BOX = usd("205");
  private static final Usd TENTH = Labour.monthly(Ratio.of(1, 10), SALARY);
  private static final Usd QUARTER = Labour.monthly(Ratio.of(1, 4), SALARY);
  private static final Usd SET_UP = usd("400");
  private static final Usd TOOLING = usd("500");
  private static final Usd CLUSTER_LOW = usd("3500");
  private static final Usd CLUSTER_HIGH = usd("5000");
  private static final Usd API_B = bill(AS_STATED, 500);
  private static final Usd API_C = bill(AS_STATED, 5000);

  /// The article bills the quarter of an engineer in scenario C at this.
  private static final Usd STAFF_AS_STATED = usd("1500");

  private InternalModelsClaims() {}

  static List<Claim> all() {
    return Stream.of(prices(), hardware(), scenarioA(), scenarioB(), scenarioC(), rest(), faq())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Claim> prices() {
    return List.of(
        claim("S1-001", "20", usd("6000").over(usd("300"))),
        claim("S1-002", "5/4", quote(AS_LISTED, 1, 0).perMtok()),
        claim("S1-003", "10", quote(AS_LISTED, 0, 1).perMtok()),
        claim("S1-004", "4", price("10").over(price("2.5"))),
        claim("S1-005", "9/13", aboveInputPrice(AS_STATED)),
        claim("S1-006", "27/13", aboveInputPrice(TEN_TO_ONE)),
        claim("S1-007", "55/13", mixed(AS_STATED).perMtok()),
        claim("S1-008", "11/2", mixed(AS_STATED).perInputMtok()),
        claim("S1-009", "1/4", SampleOffers.priced(AS_STATED, Usage.of(100_000, 0)).usd()));
  }

  private static List<Claim> hardware() {
    return List.of(
        claim("S1-013", "2190", rent("3").times(Hours.MONTH)),
        claim("S1-014", "2920", rent("4").times(Hours.MONTH)),
        claim("S1-015", "750/73", payback("30000", "4")),
        claim("S1-016", "3500/219", payback("35000", "3")),
        claim("S1-018", "205/189", number("205").dividedBy(number("189"))),
        claim("S1-019", "45000/13", Labour.weeks(Ratio.ONE, SALARY)),
        claim("S1-020", "90000/13", Labour.weeks(Ratio.of(2), SALARY)),
        claim("S1-021", "1500", TENTH),
        claim("S1-022", "1500", TENTH));
  }

  private static List<Claim> scenarioA() {
    Usd internal = BOX.plus(TENTH);
    return List.of(
        claim("S1-023", "125", quote(AS_STATED, 50, 0).usd()),
        claim("S1-024", "150", quote(AS_STATED, 0, 15).usd()),
        claim("S1-025", "275", quote(AS_STATED, 50, 15).usd()),
        claim("S1-026", "65000000", Usage.of(50_000_000, 15_000_000).total()),
        claim("S1-027", "1705", internal),
        claim("S1-028", "31/5", internal.over(bill(AS_STATED, 50))));
  }

  private static List<Claim> scenarioB() {
    Usd internal = BOX.plus(SET_UP);
    Usd staffed = internal.plus(TENTH);
    return List.of(
        claim("S1-030", "1250", quote(AS_STATED, 500, 0).usd()),
        claim("S1-031", "1500", quote(AS_STATED, 0, 150).usd()),
        claim("S1-032", "2750", API_B),
        claim("S1-033", "5625/13", Labour.weeks(number("1.5"), SALARY).times(Ratio.of(1, 12))),
        claim("S1-034", "605", internal),
        claim("S1-035", "2105", staffed),
        claim("S1-036", "50/11", API_B.over(internal)),
        claim("S1-037", "550/421", API_B.over(staffed)),
        claim("S1-038", "12500/219", TokensPerSecond.average(tokens("150M"), Hours.MONTH)),
        claim("S1-039", "125000/657", TokensPerSecond.average(tokens("500M"), Hours.MONTH)));
  }

  private static List<Claim> scenarioC() {
    Usd low = CLUSTER_LOW.plus(STAFF_AS_STATED).plus(TOOLING);
    Usd high = CLUSTER_HIGH.plus(STAFF_AS_STATED).plus(TOOLING);
    Usd lowStaffed = CLUSTER_LOW.plus(QUARTER).plus(TOOLING);
    Usd highStaffed = CLUSTER_HIGH.plus(QUARTER).plus(TOOLING);
    Hours gpuHours = Hours.of(2 * 730);
    return List.of(
        claim("S1-040", "12500", quote(AS_STATED, 5000, 0).usd()),
        claim("S1-041", "15000", quote(AS_STATED, 0, 1500).usd()),
        claim("S1-042", "27500", API_C),
        claim("S1-043", "175/73", CLUSTER_LOW.per(gpuHours)),
        claim("S1-044", "250/73", CLUSTER_HIGH.per(gpuHours)),
        claim("S1-045", "3750", QUARTER),
        claim("S1-046", "5500", low),
        claim("S1-047", "7000", high),
        claim("S1-048", "7750", lowStaffed),
        claim("S1-049", "9250", highStaffed),
        claim("S1-050", "55/14", API_C.over(high)),
        claim("S1-051", "5", API_C.over(low)),
        claim("S1-052", "110/31", API_C.over(lowStaffed)),
        claim("S1-053", "246000", API_C.minus(high).times(12)),
        claim("S1-054", "264000", API_C.minus(low).times(12)),
        claim(
            "S1-055",
            "62500/219",
            TokensPerSecond.average(tokens("1.5B"), Hours.MONTH).times(Ratio.of(1, 2))),
        claim(
            "S1-076",
            "5",
            Collections.max(
                List.of(API_B.over(BOX.plus(SET_UP)), API_C.over(high), API_C.over(low)))));
  }

  private static List<Claim> rest() {
    return List.of(
        claim("S1-056", "31/2", gigabytes(31_000_000_000L, Ratio.of(1, 2))),
        claim("S1-057", "140", gigabytes(70_000_000_000L, Ratio.of(2))),
        claim("S1-058", "35", gigabytes(70_000_000_000L, Ratio.of(1, 2))),
        claim("S1-063", "72", rent("3").times(Hours.DAY)),
        claim("S1-064", "96", rent("4").times(Hours.DAY)),
        claim("S1-065", "2190", rent("3").times(Hours.MONTH)),
        claim("S1-066", "2920", rent("4").times(Hours.MONTH)),
        claim("S1-067", "5", RentCost.restated(price("1"), Ratio.ONE, Ratio.percent(20))),
        claim("S1-069", "29/30", output(2900).over(output(3000))),
        claim("S1-070", "29/1000", output(2900)),
        claim("S1-087", "1500", TENTH),
        claim("S1-088", "3750", QUARTER),
        claim("S1-089", "189", number("189")),
        claim("S1-091", "7", Ratio.of(CLOUDS.size())));
  }

  private static final List<String> CLOUDS =
      List.of("AWS", "GCP", "Azure", "Kubernetes", "Hetzner", "Cloudflare", "DigitalOcean");

  private static List<Claim> faq() {
    Usd staffed = BOX.plus(TENTH);
    UsdPerMtok perInput = mixed(AS_STATED).perInputMtok();
    return List.of(
        claim("S1-077", "550", bill(AS_STATED, 100)),
        claim("S1-078", "2750", API_B),
        claim("S1-079", "5500", bill(AS_STATED, 1000)),
        claim("S1-080", "310000000", breakEven(staffed, perInput)),
        claim("S1-081", "4210000000/11", breakEven(staffed.plus(SET_UP), perInput)),
        claim(
            "S1-082", "5473000000/11", breakEven(staffed.plus(SET_UP), mixed(AS_STATED).perMtok())),
        claim("S1-083", "410000000/11", breakEven(BOX, perInput)),
        claim(
            "S1-084",
            "7380000000/11",
            breakEven(rent("3").times(Hours.MONTH).plus(TENTH), perInput)),
        claim("S1-085", "6820000000/17", breakEven(staffed, mixed(AS_LISTED).perInputMtok())));
  }

  private static Attainable<Ratio> breakEven(Usd fixed, UsdPerMtok api) {
    return BreakEven.ofFixed(fixed, api).tokens();
  }

  private static Quote.Priced quote(ApiOffer offer, long inputMillions, long outputMillions) {
    return SampleOffers.priced(
        offer, Usage.of(inputMillions * 1_000_000, outputMillions * 1_000_000));
  }

  /// The bill of `inputMillions` with 30% as many output tokens.
  private static Usd bill(ApiOffer offer, long inputMillions) {
    return SampleOffers.priced(offer, Usage.of(inputMillions * 1_000_000, inputMillions * 300_000))
        .usd();
  }

  private static Quote.Priced mixed(ApiOffer offer) {
    return quote(offer, 100, 30);
  }

  /// How far the blended price lies above the input price, as a part of the latter.
  private static Ratio aboveInputPrice(ApiOffer offer) {
    return mixed(offer).perMtok().over(quote(offer, 1, 0).perMtok()).minus(Ratio.ONE);
  }

  private static Attainable<Ratio> payback(String purchase, String rentPerHour) {
    return new Purchase(usd(purchase), Usd.ZERO)
        .paybackMonths(rent(rentPerHour).times(Hours.MONTH));
  }

  private static Usd output(long tokens) {
    return SampleOffers.priced(AS_STATED, Usage.of(0, tokens)).usd();
  }

  private static Ratio gigabytes(long parameters, Ratio bytesPerWeight) {
    return Ratio.of(Weights.bytes(parameters, bytesPerWeight), 1_000_000_000);
  }
}
