package dev.breakeven.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.catalog.check.Finding.Rule;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GpuPriceCheckTest {
  private static final String HEADER =
      "provider,instance_type,accelerator,gpu_count,region,zone,price_usd_hour,spot_usd_hour\n";

  @Test
  void findsEachTrapByTheNumbersAlone() {
    expect("aws,p5,H100,8,us,a,55.04,20", Set.of());
    expect("aws,p5,H100,8,us,a,55.04,55.0400", Set.of(Rule.SPOT_EQUALS_ON_DEMAND));
    expect("aws,p4d,A100,8,us,a,28.54493,28.5449", Set.of(Rule.SPOT_EQUALS_ON_DEMAND));
    expect("aws,p5,H100,8,us,a,55.04,60", Set.of(Rule.SPOT_ABOVE_ON_DEMAND));
    expect("aws,p5en,H200,8,us,a,68.35968,6.836", Set.of(Rule.SPOT_TENTH));
    expect("vast,x,H100,1,us,,1.8,0.00", Set.of(Rule.SPOT_ZERO));
    expect("aws,p5e,H200,8,us,a,,20.7", Set.of(Rule.NO_ON_DEMAND));
    expect("gcp,a3,,0,us,,1.18,0.64", Set.of(Rule.PARTIAL_PRICE));
    expect("gcp,,H100,8,us,,78.37,30", Set.of(Rule.PARTIAL_PRICE));
    expect("gcp,tpu,V5,8,us,,700.0,700", Set.of(Rule.SENTINEL_PRICE, Rule.SPOT_EQUALS_ON_DEMAND));
  }

  @Test
  void aRegionAtHalfTheDearestIsSuspect() {
    List<Set<Rule>> flags =
        flags(
            "gcp,,H100,8,us-central1,,33.60609,\n"
                + "gcp,,H100,8,us-east4,,78.37241,\n"
                + "gcp,,H100,8,europe-west4,,101.88413,\n"
                + "gcp,,H100,8,nowhere,,700,\n"
                + "aws,p5,H100,8,us-east-1,,30,\n");
    assertThat(flags.get(0)).contains(Rule.HALF_PRICE_REGION);
    assertThat(flags.get(1)).doesNotContain(Rule.HALF_PRICE_REGION);
    assertThat(flags.get(2)).doesNotContain(Rule.HALF_PRICE_REGION);
    assertThat(flags.get(4)).isEmpty();
  }

  @Test
  void refusesATableWithoutPrices() {
    assertThatThrownBy(() -> GpuPriceRow.read(new SourceText("g.csv", "a,b\n1,2\n")))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("column provider is missing");
    assertThatThrownBy(() -> flags("aws,p5,H100,8,us,a,-1,\n"))
        .isInstanceOf(BreakevenException.class);
  }

  private static void expect(String row, Set<Rule> rules) {
    assertThat(flags(row + "\n").getFirst()).as(row).isEqualTo(rules);
  }

  private static List<Set<Rule>> flags(String rows) {
    return GpuPriceCheck.flags(GpuPriceRow.read(new SourceText("g.csv", HEADER + rows)));
  }
}
