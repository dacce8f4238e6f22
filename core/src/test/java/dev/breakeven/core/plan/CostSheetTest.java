package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CostSheetTest {
  private static final CostSheet.Monthly NONE = new CostSheet.Monthly(Usd.ZERO, Usd.ZERO, Usd.ZERO);

  @Test
  void rentsAsManyWholeMachinesAsAVolumeNeeds() {
    // 100 M a day at 50 tok/s fill 23.15 machines, so 24 at $3 for 730 hours: $52,560
    Ratio month = Ratio.parse("100000000").times(Ratio.of(730, 24));
    CostSheet sheet = sheet("3", "50", new CostSheet.Load.Volume(month), NONE, "0", "0.80");

    assertThat(sheet.machines()).isEqualTo(24);
    assertThat(sheet.fixedPerMonth()).isEqualTo(Usd.ofDollars(52_560));
    assertThat(sheet.apiPerMonth()).contains(Usd.parse("2433.333333333"));
    assertThat(sheet.savingPerMonth()).contains(Usd.parse("-50126.666666667"));
  }

  @Test
  void costsAtAUtilisationWhatTheDivisionGives() {
    // 2.50 / (1260 * 3600 * 0.7) * 10^6 = 3125/3969
    CostSheet sheet = sheet("2.50", "1260", used("70%"), NONE, "0", "15");

    assertThat(sheet.perMtok()).contains(Attainable.at(new UsdPerMtok(Ratio.of(3125, 3969))));
    assertThat(sheet.apiOverOwn()).contains(Ratio.of(11_907, 625));
    assertThat(sheet.utilisation()).contains(Ratio.percent(70));
  }

  @Test
  void breakEvenCountsPeopleAndDoesNotDependOnUtilisation() {
    CostSheet.Monthly staffed =
        new CostSheet.Monthly(Usd.ofDollars(3500), Usd.ofDollars(750), Usd.ofDollars(350));
    for (String share : new String[] {"10%", "100%"}) {
      CostSheet sheet = sheet("0", "3400", used(share), staffed, "0", "10");

      // (3500 + 750 + 350) / 10 million tokens
      assertThat(sheet.breakEven()).contains(Attainable.at(Ratio.of(460_000_000)));
    }
  }

  @Test
  void neverServesAndNeverBreaksEvenInWords() {
    CostSheet idle = sheet("2.50", "700", used("0"), NONE, "1", "1");

    assertThat(idle.perMtok().orElseThrow()).isInstanceOf(Attainable.Never.class);
    assertThat(idle.breakEven().orElseThrow()).isInstanceOf(Attainable.Never.class);
    assertThat(idle.apiOverOwn()).isEmpty();
    assertThat(idle.utilisationAtBreakEven()).isEmpty();
  }

  @Test
  void whatDoesNotFollowIsEmpty() {
    CostSheet rentOnly =
        new CostSheet(
            UsdPerHour.parse("3"),
            Optional.empty(),
            used("1"),
            NONE,
            UsdPerMtok.parse("0"),
            Optional.empty());

    assertThat(rentOnly.rentPerMonth()).isEqualTo(Usd.ofDollars(2190));
    assertThat(rentOnly.perMtok()).isEmpty();
    assertThat(rentOnly.tokensPerMonth()).isEmpty();
    assertThat(rentOnly.breakEven()).isEmpty();
    assertThat(rentOnly.savingPerMonth()).isEmpty();
  }

  private static CostSheet.Load used(String share) {
    return new CostSheet.Load.Utilisation(Ratio.parse(share));
  }

  private static CostSheet sheet(
      String rent,
      String rate,
      CostSheet.Load load,
      CostSheet.Monthly monthly,
      String own,
      String api) {
    return new CostSheet(
        UsdPerHour.parse(rent),
        Optional.of(TokensPerSecond.parse(rate)),
        load,
        monthly,
        UsdPerMtok.parse(own),
        Optional.of(UsdPerMtok.parse(api)));
  }
}
