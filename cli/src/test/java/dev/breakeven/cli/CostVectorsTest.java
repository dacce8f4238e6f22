package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `cost` against published and hand-computed figures.
class CostVectorsTest {
  private static JsonTree cost(String flags) {
    Shell.Result result = Shell.line("cost --json " + flags);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result.json();
  }

  @Test
  void aReplicaCostsItsRentOverItsTokens() {
    // $17,520 a month = 4 GPUs × $6 × 730 h, for 70 billion tokens: published as $0.2503
    JsonTree json = cost("--gpu-hour 24 --tok-s 70000000000/2628000 --utilization 1");
    assertThat(json.get("usd_per_mtok")).isEqualTo(new BigDecimal("0.250285714"));
  }

  @Test
  void costIsTheSaturatedCostOverUtilisation() {
    Property.check(
        "1/U",
        100,
        random -> {
          BigDecimal rent = BigDecimal.valueOf(random.nextInt(1, 10_000), 2);
          int tokens = random.nextInt(1, 100_000);
          int percent = random.nextInt(1, 101);
          BigDecimal expected =
              rent.movePointRight(6 + 2)
                  .divide(BigDecimal.valueOf(3600L * tokens * percent), 9, RoundingMode.HALF_EVEN);
          Object found =
              cost("--gpu-hour %s --tok-s %d --utilization %d%%".formatted(rent, tokens, percent))
                  .get("usd_per_mtok");
          assertThat((BigDecimal) found).isEqualByComparingTo(expected);
        });
  }

  @ParameterizedTest
  @CsvSource({
    // fixed ÷ (api − own), in millions
    "--fixed-month 4608 --api-mtok 10, 460800000",
    "--fixed-month 4608 --api-mtok 10 --self-mtok 1, 512000000",
    "--fixed-month 17520 --api-mtok 0.317, 55268138801.261829653",
  })
  void aFixedCostBreaksEvenAtAVolume(String flags, String tokens) {
    JsonTree json = cost(flags);
    assertThat((BigDecimal) json.get("break_even_tokens_per_month")).isEqualByComparingTo(tokens);
    assertThat(json.get("utilization_at_break_even")).isNull();
  }

  @Test
  void theVolumeIsAUtilisationOfTheMachine() {
    // 460.8 M of 1,000 × 2,628,000 tokens a month
    JsonTree json = cost("--fixed-month 4608 --api-mtok 10 --tok-s 1000");
    assertThat(json.get("utilization_at_break_even")).isEqualTo(new BigDecimal("0.175342466"));
  }

  @ParameterizedTest
  @CsvSource({
    "--fixed-month 1 --api-mtok 10 --self-mtok 10 --tok-s 1",
    "--fixed-month 1 --api-mtok 10 --self-mtok 10.000001 --tok-s 1",
    "--fixed-month 1 --api-mtok 0 --tok-s 1"
  })
  void neverIsNullAndSaysWhy(String flags) {
    JsonTree json = cost(flags);
    assertThat(json.get("break_even_tokens_per_month")).isNull();
    assertThat(json.get("utilization_at_break_even")).isNull();
    assertThat((String) json.get("why")).startsWith("an own token costs $");
  }

  @Test
  void anIdleMachineServesNoTokenAtAnyPrice() {
    JsonTree json = cost("--gpu-hour 2.5 --tok-s 1000 --utilization 0");
    assertThat(json.get("usd_per_mtok")).isNull();
    assertThat(json.get("why")).isEqualTo("no token is served at zero utilisation");
  }
}
