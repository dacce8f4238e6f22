package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.RandomNumbers;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import dev.breakeven.testkit.Property;
import org.junit.jupiter.api.Test;

class ClosedFormsTest {
  private static final RentCost MACHINE =
      new RentCost(UsdPerHour.parse("2.50"), TokensPerSecond.of(1000));

  @Test
  void bothWaysCostTheSameAtTheBreakEven() {
    Property.check(
        "break-even",
        20_000,
        random -> {
          Usd fixed = new Usd(RandomNumbers.upToBits(random, 45));
          Ratio own = Ratio.of(random.nextInt(5_000), 1000);
          Ratio api = own.plus(Ratio.of(1 + random.nextInt(5_000), 1000));
          Ratio tokens =
              new BreakEven(fixed, new UsdPerMtok(own), new UsdPerMtok(api))
                  .tokens()
                  .toOptional()
                  .orElseThrow();
          Ratio millions = tokens.dividedBy(Ratio.of(1_000_000));
          assertThat(fixed.dollars().plus(own.times(millions))).isEqualTo(api.times(millions));
        });
  }

  @Test
  void neverBreaksEvenWithoutASaving() {
    UsdPerMtok price = UsdPerMtok.parse("0.80");

    assertThat(new BreakEven(Usd.ofDollars(5000), UsdPerMtok.parse("35"), price).tokens())
        .isEqualTo(Attainable.never("an own token costs $35 per million, the API $0.8"));
    assertThat(new BreakEven(Usd.ZERO, price, price).tokens()).isInstanceOf(Attainable.Never.class);
    assertThat(new BreakEven(Usd.ZERO, UsdPerMtok.parse("0.1"), price).tokens())
        .isEqualTo(Attainable.at(Ratio.ZERO));
    assertThatThrownBy(() -> BreakEven.ofFixed(Usd.ofDollars(-1), price))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRentedMachineBreaksEvenAtItsBreakEvenUtilisation() {
    UsdPerMtok api = UsdPerMtok.parse("15");

    assertThat(BreakEven.ofFixed(MACHINE.rent().times(Hours.MONTH), api).utilisation(MACHINE))
        .isEqualTo(MACHINE.breakEvenUtilisation(api));
  }

  /// Cline on Kimi K2.6, arafatkatze.github.io/inference-math chapters 6 and 7.
  @Test
  void floorAndSpill() {
    RentCost replica =
        new RentCost(
            UsdPerHour.parse("24"), TokensPerSecond.average(Tokens.parse("70B"), Hours.MONTH));
    UsdPerMtok api = UsdPerMtok.parse("0.317");
    Ratio volume = Ratio.of(Tokens.parse("583B").count());
    BaselineAndSpill mix = new BaselineAndSpill(new Fleet(4, replica), api);

    BaselineAndSpill.Bill bill = mix.bill(volume);

    assertThat(bill.rent()).isEqualTo(Usd.ofDollars(70_080));
    assertThat(bill.spilled()).isEqualTo(Ratio.of(303_000_000_000L));
    assertThat(bill.spillCost()).isEqualTo(Usd.ofDollars(96_051));
    assertThat(bill.total()).isEqualTo(Usd.ofDollars(166_131));
    assertThat(api.forTokens(volume)).isEqualTo(Usd.ofDollars(184_811));
    assertThat(mix.saving(volume).decimal(3)).hasToString("0.101");
  }

  @Test
  void nothingSpillsBelowTheBaseline() {
    BaselineAndSpill mix = new BaselineAndSpill(new Fleet(1, MACHINE), UsdPerMtok.parse("1"));

    assertThat(mix.bill(Ratio.of(1_000_000)).spilled()).isEqualTo(Ratio.ZERO);
    assertThat(mix.bill(Ratio.of(1_000_000)).total()).isEqualTo(Usd.ofDollars(1825));
    assertThat(mix.saving(Ratio.of(1_000_000)).signum()).isNegative();
  }

  @Test
  void fleetsAreWholeMachinesWithTheirSpare() {
    TokensPerSecond load = TokensPerSecond.of(2001);

    assertThat(Fleet.sizedFor(load, MACHINE, Redundancy.NONE).machines()).isEqualTo(3);
    assertThat(Fleet.sizedFor(load, MACHINE, Redundancy.N_PLUS_1).machines()).isEqualTo(4);
    assertThat(Fleet.sizedFor(load, MACHINE, Redundancy.DOUBLE).machines()).isEqualTo(6);
    assertThat(Fleet.sizedFor(TokensPerSecond.of(2000), MACHINE, Redundancy.NONE).machines())
        .isEqualTo(2);
  }

  @Test
  void aFleetIsPaidInFullWhateverItServes() {
    Fleet fleet = new Fleet(2, MACHINE);

    assertThat(fleet.perMtok(TokensPerSecond.of(2000)))
        .isEqualTo(Attainable.at(MACHINE.saturated()));
    assertThat(fleet.perMtok(TokensPerSecond.of(500))).isEqualTo(MACHINE.at(Ratio.of(1, 4)));
    assertThat(fleet.perMtok(TokensPerSecond.of(0))).isInstanceOf(Attainable.Never.class);
    assertThatThrownBy(() -> fleet.perMtok(TokensPerSecond.of(2001)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// channel.tel: $2.80 a conversation of which 68% are resolved.
  @Test
  void costPerResolvedTask() {
    Resolution resolved = new Resolution(Ratio.percent(68));

    assertThat(resolved.perResolved(Usd.parse("2.80")).map(usd -> usd.dollars().decimal(3)))
        .hasToString("At[value=4.118]");
    assertThat(new Resolution(Ratio.ZERO).perResolved(Usd.parse("2.80")))
        .isInstanceOf(Attainable.Never.class);
  }

  @Test
  void aPurchaseThatCostsAsMuchToRunIsNeverPaidBack() {
    Purchase purchase = new Purchase(Usd.ofDollars(30_000), Usd.ofDollars(920));

    assertThat(purchase.paybackMonths(Usd.ofDollars(2920))).isEqualTo(Attainable.at(Ratio.of(15)));
    assertThat(purchase.paybackMonths(Usd.ofDollars(920))).isInstanceOf(Attainable.Never.class);
  }

  @Test
  void aBlendGivesItsShareBack() {
    Property.check(
        "implied share",
        10_000,
        random -> {
          Ratio share = Ratio.of(random.nextInt(1001), 1000);
          UsdPerMtok one = new UsdPerMtok(Ratio.of(random.nextInt(30_000), 1000));
          UsdPerMtok other = new UsdPerMtok(one.dollars().plus(Ratio.of(1, 7)));
          assertThat(Blend.impliedShare(new Blend(share, one, other).perMtok(), one, other))
              .isEqualTo(share);
        });
  }

  @Test
  void theWaterfallEndsAtThePrice() {
    ApiCostStack stack = ApiCostStack.lean(UsdPerMtok.parse("1.35"));

    assertThat(stack.layers()).hasSize(4);
    assertThat(stack.layers().getLast().upToHere()).isEqualTo(stack.price());
  }

  @Test
  void aLevelLoadFillsWhateverIsSizedForIt() {
    LoadSwing level = new LoadSwing(TokensPerSecond.of(7), TokensPerSecond.of(7));

    assertThat(level.utilisationSizedForPeak()).isEqualTo(Ratio.ONE);
    assertThat(level.shareServedByTrough()).isEqualTo(Ratio.ONE);
    assertThatThrownBy(() -> new LoadSwing(TokensPerSecond.of(8), TokensPerSecond.of(7)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
