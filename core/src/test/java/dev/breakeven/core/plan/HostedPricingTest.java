package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Property;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostedPricingTest {
  private static Option.Hosted price(Scenario scenario, ApiOffer offer) {
    return new HostedPricing(scenario.request()).option(offer, Option.Role.SAME_MODEL);
  }

  private static ApiOffer host(String input, String output) {
    return Scenario.host("host", Scenario.MODEL.id(), input, output);
  }

  /// 2,628 M tokens in at $0.50 and 525.6 M out at $2.
  @Test
  void aMonthIsPricedByClass() {
    Option.Hosted option = price(new Scenario(), host("0.50", "2"));

    assertThat(option.monthly().orElseThrow().value()).isEqualTo(Usd.parse("2365.2"));
    assertThat(option.lines())
        .extracting(line -> line.monthly().value())
        .containsExactly(Usd.ofDollars(1314), Usd.parse("1051.2"));
    assertThat(option.monthly().orElseThrow().basis()).isEqualTo(Basis.LIST_EQUIVALENT);
    assertThat(option.feasibility()).isInstanceOf(Feasibility.Feasible.class);
  }

  /// Each request quoted alone, at cliffs and a discount; a line is rounded once, to a nano-dollar.
  @Test
  void theMonthIsTheSumOfItsQuotes() {
    Property.check(
        "sum of quotes",
        200,
        random -> {
          Scenario scenario = new Scenario();
          Trace.Builder builder =
              new Trace.Builder().period(1 + random.nextLong(1_000_000_000_000L));
          for (int i = 0; i < 1 + random.nextInt(200); i++) {
            builder.add(0, random.nextInt(400_000), random.nextInt(5000));
          }
          builder.add(0, 1, 1);
          scenario.trace = builder.build(new Provenance.Observed("test"));
          scenario.scale = Ratio.of(1 + random.nextInt(100), 100);
          ApiOffer offer =
              SampleOffers.of(
                  Multiplier.afterDiscount(Ratio.percent(random.nextInt(30))),
                  List.of(
                      SampleOffers.row(
                          0, Map.of(TokenClass.INPUT, "1.25", TokenClass.OUTPUT, "10")),
                      SampleOffers.row(
                          200_000, Map.of(TokenClass.INPUT, "2.50", TokenClass.OUTPUT, "15"))));
          Option.Hosted option = price(scenario, offer);
          Ratio expected = quotes(offer, scenario.trace);
          Ratio month = expected.times(scenario.request().traffic().monthFactor());
          Ratio off = option.monthly().orElseThrow().value().dollars().minus(month);
          assertThat(off.toDouble()).isCloseTo(0, within(option.lines().size() * 0.5e-9 + 1e-15));
        });
  }

  /// The exact dollars of the trace as watched.
  private static Ratio quotes(ApiOffer offer, Trace trace) {
    Ratio sum = Ratio.ZERO;
    for (int i = 0; i < trace.size(); i++) {
      Usage usage = Usage.of(trace.inputTokens(i), trace.outputTokens(i));
      for (var line : SampleOffers.priced(offer, usage).lines()) {
        sum = sum.plus(Ratio.parse(line.exact().toString()));
      }
    }
    return sum.times(offer.discount().toRatio());
  }

  @Test
  void aClassWithoutARateIsUnpricedAndNeverFree() {
    Option.Hosted option = price(new Scenario(), host("0.50", ""));

    assertThat(option.monthly()).isEmpty();
    assertThat(option.lines()).isEmpty();
    assertThat(option.feasibility()).isInstanceOf(Feasibility.Unknown.class);
    assertThat(option.feasibility().why()).contains("unpriced").contains("output");
  }

  @Test
  void requestsOverTheContextRejectTheHost() {
    Scenario scenario = new Scenario();
    Trace.Builder builder = new Trace.Builder().period(1_000_000_000L);
    builder.add(0, 8000, 192);
    builder.add(1, 8000, 193);
    builder.add(2, 9000, 1);
    scenario.trace = builder.build(new Provenance.Observed("test"));
    ApiOffer offer =
        Scenario.host(
            "host", Scenario.MODEL.id(), Optional.of(Tokens.of(8192)), host("1", "1").prices());

    Feasibility feasibility = price(scenario, offer).feasibility();
    assertThat(feasibility.isRejected()).isTrue();
    assertThat(feasibility.why()).contains("2 of 3").contains("8192");
  }

  @Test
  void aStatedSloNeedsAKnownLatency() {
    Scenario scenario = new Scenario();
    scenario.sloStated = true;
    ApiOffer offer = host("1", "1");

    assertThat(price(scenario, offer).feasibility()).isInstanceOf(Feasibility.Unknown.class);
    assertThat(price(scenario, offer).feasibility().isFeasible()).isFalse();

    scenario.latencies.add(latency(offer, "ttft-p95=1s"));
    assertThat(price(scenario, offer).feasibility()).isInstanceOf(Feasibility.Unknown.class);
    scenario.latencies.add(latency(offer, "tpot-p95=30ms"));
    assertThat(price(scenario, offer).feasibility()).isInstanceOf(Feasibility.Feasible.class);
    scenario.latencies.set(1, latency(offer, "tpot-p95=130ms"));
    assertThat(price(scenario, offer).feasibility()).isInstanceOf(Feasibility.Infeasible.class);
  }

  private static ApiLatency latency(ApiOffer offer, String stated) {
    return new ApiLatency(offer.id(), Slo.parse(stated), "stated");
  }

  @Test
  void madeUpTrafficMakesAssumedCosts() {
    Scenario scenario = new Scenario();
    Trace.Builder builder = new Trace.Builder().period(1_000_000_000L);
    builder.add(0, 1000, 100);
    scenario.trace = builder.build(new Provenance.AssumedShape("steady", List.of()));

    assertThat(price(scenario, host("1", "1")).monthly().orElseThrow().basis())
        .isEqualTo(Basis.ASSUMED);
  }
}
