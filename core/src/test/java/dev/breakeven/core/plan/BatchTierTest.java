package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An hour of one request a second, a month of which has 2,628,000,000 tokens in.
class BatchTierTest {
  private static PriceRow row(ServiceClass service, String input) {
    return new PriceRow(
        SampleOffers.FROM,
        SampleOffers.TO,
        Optional.empty(),
        service,
        "",
        0,
        SampleOffers.card(Map.of(TokenClass.INPUT, input, TokenClass.OUTPUT, "0")));
  }

  private static ApiOffer host(PriceRow... rows) {
    return Scenario.host("host", Scenario.MODEL.id(), Optional.empty(), List.of(rows));
  }

  private static Scenario deferring(long percent) {
    Scenario scenario = new Scenario();
    scenario.hosts.add(host(row(ServiceClass.STANDARD, "2"), row(ServiceClass.BATCH, "1")));
    scenario.flexibility =
        new Flexibility(Optional.empty(), Duration.ZERO, Ratio.percent(percent), Flexibility.DAY);
    return scenario;
  }

  private static Option.Hosted batched(Plan plan) {
    return (Option.Hosted) plan.find("host/%s+batch".formatted(Scenario.MODEL.id())).orElseThrow();
  }

  private static Usd cost(Option option) {
    return option.monthly().orElseThrow().value();
  }

  @Test
  void halfPriceForWhatCanWaitSavesHalfOfItsShareExactly() {
    Scenario scenario = deferring(30);
    boolean[] waits = scenario.flexibility.waiting(3600);
    int marked = 0;
    for (boolean each : waits) {
      marked += each ? 1 : 0;
    }
    Plan plan = scenario.plan();
    Option.Hosted batched = batched(plan);

    assertThat(marked).isBetween(1000, 1160);
    // 3600 requests of 1000 tokens at $2 a million, 730 times; each that waits saves $1 a million
    assertThat(cost(plan.find(batched.offer().id()).orElseThrow())).isEqualTo(Usd.parse("5256"));
    assertThat(cost(batched))
        .isEqualTo(Usd.parse("5256").minus(Usd.rounded(Ratio.of(marked * 730L, 1000))));
    assertThat(batched.label()).isEqualTo(batched.offer().id() + " with 30 % batch");
    assertThat(batched.lines().stream().map(CostLine::name))
        .containsExactly(
            "input tokens", "output tokens", "batch input tokens", "batch output tokens");
  }

  @Test
  void everythingInBatchCostsTheBatchPrice() {
    assertThat(cost(batched(deferring(100).plan()))).isEqualTo(Usd.parse("2628"));
  }

  @Test
  void todayStaysWhatItIsInTheLadder() {
    Scenario scenario = deferring(30);
    ApiOffer today =
        Scenario.host(
            "maker",
            new ModelId("closed"),
            Optional.empty(),
            List.of(row(ServiceClass.STANDARD, "4"), row(ServiceClass.BATCH, "2")));
    scenario.today = Optional.of(today);
    Plan plan = scenario.plan();

    assertThat(plan.ladder()).contains(plan.find(today.id()).orElseThrow());
    assertThat(plan.ladder().stream().filter(Option.Hosted.class::isInstance))
        .extracting(option -> ((Option.Hosted) option).role())
        .containsExactlyInAnyOrder(Option.Role.TODAY, Option.Role.SAME_MODEL, Option.Role.BATCH);
    assertThat(plan.find(today.id() + "+batch")).isPresent();
    assertThat(plan.assumptions())
        .anyMatch(each -> each.text().endsWith("2 of the hosts sell one"));
  }

  @Test
  void aHostWithoutABatchPriceHasNoBatchOption() {
    Scenario scenario = deferring(30);
    scenario.hosts.set(0, host(row(ServiceClass.STANDARD, "2")));
    Plan plan = scenario.plan();

    assertThat(plan.find("host/%s+batch".formatted(Scenario.MODEL.id()))).isEmpty();
    assertThat(plan.assumptions())
        .anyMatch(each -> each.text().endsWith("none of the hosts sells one"));
  }

  @Test
  void unlessAShareIsStatedThePlanSaysThatBatchWasNotTried() {
    Plan plan = deferring(0).plan();

    assertThat(plan.options()).noneMatch(option -> option.name().endsWith("+batch"));
    assertThat(plan.assumptions())
        .contains(
            new Plan.Assumption("batch prices not tried: state --deferrable", "--deferrable"));
  }
}
