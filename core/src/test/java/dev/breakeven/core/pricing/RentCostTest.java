package dev.breakeven.core.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.RandomNumbers;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import dev.breakeven.testkit.Property;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RentCostTest {
  /// arXiv 2606.11690: an idle machine errs by exactly one over its utilisation.
  @Test
  void costIsTheSaturatedCostOverUtilisation() {
    Property.check(
        "1/U law",
        20_000,
        random -> {
          RentCost machine = machine(random);
          Ratio utilisation = Ratio.of(1 + random.nextInt(1000), 1000);
          assertThat(machine.at(utilisation).map(cost -> cost.dollars().times(utilisation)))
              .isEqualTo(Attainable.at(machine.saturated().dollars()));
        });
  }

  @Test
  void zeroUtilisationNeverHasACost() {
    RentCost machine = machine("4.50", 50);

    assertThat(machine.at(Ratio.ZERO))
        .isEqualTo(Attainable.never("no token is served at zero utilisation"));
    assertThatThrownBy(() -> machine.at(Ratio.of(-1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> machine("4.50", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parityThroughputCostsThePrice() {
    Property.check(
        "parity",
        20_000,
        random -> {
          RentCost machine = machine(random);
          UsdPerMtok price = new UsdPerMtok(Ratio.of(1 + random.nextInt(100_000), 1000));
          TokensPerSecond parity = machine.parity(price).toOptional().orElseThrow();
          assertThat(new RentCost(machine.rent(), parity).saturated()).isEqualTo(price);
        });
  }

  @Test
  void theBreakEvenUtilisationCostsThePrice() {
    Property.check(
        "break-even utilisation",
        20_000,
        random -> {
          RentCost machine = machine(random);
          UsdPerMtok price = new UsdPerMtok(Ratio.of(1 + random.nextInt(100_000), 1000));
          Ratio utilisation = machine.breakEvenUtilisation(price).toOptional().orElseThrow();
          assertThat(machine.at(utilisation)).isEqualTo(Attainable.at(price));
        });
  }

  @Test
  void nothingMatchesAPriceOfNothing() {
    UsdPerMtok free = UsdPerMtok.parse("0");

    assertThat(machine("4.50", 50).parity(free)).isInstanceOf(Attainable.Never.class);
    assertThat(machine("4.50", 50).breakEvenUtilisation(free)).isInstanceOf(Attainable.Never.class);
  }

  /// A replica of four GPUs at $6 serves 70 billion tokens a month (Cline on Kimi K2.6).
  @Test
  void replicaUnitCost() {
    RentCost replica =
        new RentCost(
            UsdPerHour.parse("6.00").times(4),
            TokensPerSecond.average(Tokens.parse("70B"), Hours.MONTH));

    assertThat(replica.saturated().dollars()).isEqualTo(Ratio.of(17_520, 70_000));
    assertThat(replica.saturated().dollars().decimal(4)).hasToString("0.2503");
  }

  @Test
  void tokensFillMachinesBack() {
    Property.check(
        "tokens and machines",
        10_000,
        random -> {
          RentCost machine = machine(random);
          Ratio utilisation = Ratio.of(random.nextInt(5000), 1000);
          assertThat(machine.machinesFilled(machine.tokens(utilisation, Hours.MONTH), Hours.MONTH))
              .isEqualTo(utilisation);
        });
  }

  private static RentCost machine(SplittableRandom random) {
    return new RentCost(
        new UsdPerHour(1 + RandomNumbers.upToBits(random, 40)),
        TokensPerSecond.of(1 + RandomNumbers.upToBits(random, 20)));
  }

  private static RentCost machine(String rent, long tokensPerSecond) {
    return new RentCost(UsdPerHour.parse(rent), TokensPerSecond.of(tokensPerSecond));
  }
}
