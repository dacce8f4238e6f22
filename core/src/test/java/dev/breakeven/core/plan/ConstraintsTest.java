package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What constraints rule out, by how much, and what they cost. Own GPUs are $7,300 a month.
class ConstraintsTest {
  private static final ModelId MODEL = Scenario.MODEL.id();

  private static Constraints regions(String... names) {
    return new Constraints(
        Set.of(names),
        Set.of(),
        Set.of(),
        List.of(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Constraints providers(Set<String> allowed, Set<String> forbidden) {
    return new Constraints(
        Set.of(),
        ids(allowed),
        ids(forbidden),
        List.of(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Set<ProviderId> ids(Set<String> names) {
    return Set.copyOf(names.stream().map(ProviderId::new).toList());
  }

  private static Constraints limit(ApiLimit limit) {
    return new Constraints(
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(limit),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Constraints quality(QualityBar bar) {
    return new Constraints(
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        Optional.of(bar),
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Constraints gpus(long most) {
    return new Constraints(
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        Optional.empty(),
        OptionalLong.of(most),
        Optional.empty());
  }

  private static ApiOffer inRegion(String provider, String region, String usd) {
    PriceRow row = SampleOffers.row(0, Map.of(TokenClass.INPUT, usd, TokenClass.OUTPUT, "0"));
    return Scenario.host(
        provider,
        MODEL,
        Optional.empty(),
        List.of(
            new PriceRow(
                row.from(),
                row.to(),
                row.window(),
                ServiceClass.STANDARD,
                region,
                row.aboveInput(),
                row.rates())));
  }

  private static Usd best(Plan plan) {
    return plan.verdict().recommended().flatMap(Option::monthly).orElseThrow().value();
  }

  @Test
  void aHostWhoseRegionIsUnknownIsNotInTheRegionAskedFor() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(500));
    scenario.constraints = regions("eu");
    Plan plan = scenario.plan();

    Option host = plan.find(scenario.hosts.getFirst().id()).orElseThrow();
    assertThat(host.feasibility().isRejected()).isTrue();
    assertThat(host.feasibility().why()).isEqualTo("its region is unknown, not eu");
    assertThat(plan.options()).noneMatch(Option.Own.class::isInstance);
    assertThat(plan.verdict().recommended()).isEmpty();
    assertThat(plan.verdict().line())
        .contains("--allow-region")
        .contains("host/llama-3.1-70b at $500 a month");
  }

  /// $1 in the demanded region beats $0.50 elsewhere, and eu-west stands for eu-west-1.
  @Test
  void aHostIsPricedInTheCheapestRegionItMayBeUsedIn() {
    Scenario scenario = new Scenario();
    scenario.gpuOffers.clear();
    scenario.hosts.add(inRegion("one", "eu-west-1", "1"));
    scenario.hosts.add(inRegion("two", "us-east-1", "0.5"));
    scenario.constraints = regions("eu-west");
    Plan plan = scenario.plan();

    assertThat(plan.verdict().recommended().map(Option::name)).contains("one/llama-3.1-70b");
    assertThat(best(plan)).isEqualTo(Usd.ofDollars(2628));
    assertThat(plan.answers().relaxations())
        .singleElement()
        .satisfies(
            relaxation -> {
              assertThat(relaxation.option()).isEqualTo("two/llama-3.1-70b");
              assertThat(relaxation.monthly()).contains(Usd.ofDollars(1314));
              assertThat(relaxation.constraints()).containsExactly("--allow-region");
            });
    assertThat(regions("eu").allows("europe-west1")).isFalse();
  }

  @Test
  void forbiddingTheCheapestHostRaisesTheBillAndNamesWhatItWouldHaveCost() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.host("cheap", MODEL, "0.1", "0.1"));
    scenario.hosts.add(Scenario.host("fair", MODEL, "1", "1"));
    Usd free = best(scenario.plan());
    scenario.constraints = providers(Set.of(), Set.of("cheap"));
    Plan bound = scenario.plan();

    assertThat(best(bound)).isGreaterThan(free);
    assertThat(bound.answers().relaxations())
        .singleElement()
        .satisfies(
            relaxation -> {
              assertThat(relaxation.monthly()).contains(free);
              assertThat(relaxation.misses().getFirst().constraint())
                  .isEqualTo("--forbid-provider");
            });
  }

  @Test
  void allowedProvidersAreThoseOfGpusToo() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(500));
    scenario.constraints = providers(Set.of("rental"), Set.of());
    Plan plan = scenario.plan();

    assertThat(plan.verdict().recommended().orElseThrow()).isInstanceOf(Option.Own.class);
    assertThat(plan.verdict().line()).contains("no host can serve it within the constraints");
  }

  /// One request of 1,200 tokens a second is 60 requests and 72,000 tokens in every minute.
  @Test
  void theBusiestMinuteIsHeldAgainstTheTier() {
    Scenario scenario = new Scenario();
    ApiOffer host = Scenario.hostAt(500);
    scenario.hosts.add(host);

    scenario.constraints =
        limit(new ApiLimit(host.id(), Optional.of(Tokens.of(72_000)), OptionalLong.of(60)));
    assertThat(scenario.plan().verdict().recommended().map(Option::name)).contains(host.id());

    scenario.constraints =
        limit(new ApiLimit(host.id(), Optional.of(Tokens.of(36_000)), OptionalLong.of(60)));
    Plan bound = scenario.plan();
    Option rejected = bound.find(host.id()).orElseThrow();
    assertThat(((Feasibility.Infeasible) rejected.feasibility()).misses())
        .singleElement()
        .satisfies(
            miss -> {
              assertThat(miss.times()).contains(Ratio.of(2));
              assertThat(miss.why()).contains("72,000 tokens, 2.0 times its limit of 36,000");
              assertThat(miss.remedy()).endsWith(":tpm=72000");
            });
    assertThat(bound.verdict().recommended().orElseThrow()).isInstanceOf(Option.Own.class);

    scenario.scale = Ratio.of(3);
    scenario.constraints = limit(new ApiLimit(host.id(), Optional.empty(), OptionalLong.of(90)));
    assertThat(scenario.plan().find(host.id()).orElseThrow().feasibility().why())
        .contains("180 requests, 2.0 times its limit of 90");
  }

  @Test
  void aModelWithoutAScoreIsUnknownUnderABarAndABarItMissesRulesItOut() {
    Scenario scenario = new Scenario();
    scenario.today = Optional.of(Scenario.host("maker", new ModelId("closed"), "5", "20"));
    scenario.hosts.add(Scenario.hostAt(500));
    Ratio bar = Ratio.parse("0.8");
    scenario.constraints =
        quality(new QualityBar(bar, Map.of(new ModelId("closed"), Ratio.parse("0.9")), Map.of()));
    Plan unscored = scenario.plan();

    Option host = unscored.find(scenario.hosts.getFirst().id()).orElseThrow();
    assertThat(host.feasibility()).isInstanceOf(Feasibility.Unknown.class);
    assertThat(unscored.verdict().recommended().map(Option::name)).contains("maker/closed");
    assertThat(unscored.verdict().cheaperIf()).contains(host);

    scenario.constraints =
        quality(
            new QualityBar(
                bar,
                Map.of(new ModelId("closed"), Ratio.parse("0.9"), MODEL, Ratio.parse("0.4")),
                Map.of()));
    Plan under = scenario.plan();
    assertThat(under.find(host.name()).orElseThrow().feasibility().why())
        .isEqualTo("quality 0.4 of llama-3.1-70b is under the bar of 0.8");
    assertThat(under.options()).noneMatch(Option.Own.class::isInstance);
    assertThat(under.rejections())
        .anyMatch(each -> each.miss().times().equals(Optional.of(Ratio.of(2))));
  }

  /// 0.82 less 5 % is 0.779.
  @Test
  void quantizationTakesItsStatedPartOfAScoreAndIsUnknownUnstated() {
    Ratio score = Ratio.parse("0.82");
    Scenario scenario = new Scenario();
    scenario.precisions = List.of(Precision.FP8);
    QualityBar unstated = new QualityBar(Ratio.parse("0.8"), Map.of(MODEL, score), Map.of());
    scenario.constraints = quality(unstated);
    assertThat(scenario.plan().options())
        .isNotEmpty()
        .allMatch(own -> own.feasibility() instanceof Feasibility.Unknown);

    scenario.constraints =
        quality(
            new QualityBar(
                Ratio.parse("0.8"), Map.of(MODEL, score), Map.of(Precision.FP8, Ratio.percent(5))));
    OwnSearch search = scenario.search();
    assertThat(search.options()).isEmpty();
    assertThat(search.rejections())
        .anyMatch(each -> each.why().startsWith("quality 0.779 of llama-3.1-70b at fp8"));

    scenario.constraints =
        quality(
            new QualityBar(
                Ratio.parse("0.8"), Map.of(MODEL, score), Map.of(Precision.FP8, Ratio.percent(1))));
    assertThat(scenario.plan().options())
        .isNotEmpty()
        .allMatch(own -> own.feasibility().isFeasible());
  }

  /// The model runs on four GPUs only.
  @Test
  void fewerGpusThanItTakesIsNamedWithHowMany() {
    Scenario scenario = new Scenario();
    scenario.constraints = gpus(4);
    assertThat(scenario.search().options()).hasSize(1);

    scenario.constraints = gpus(2);
    Plan plan = scenario.plan();
    assertThat(plan.verdict().recommended()).isEmpty();
    assertThat(plan.verdict().line())
        .contains("takes 4 GPUs, over the 2 there are")
        .contains("--max-gpus 4");
  }

  @Test
  void twoConstraintsThatNothingMeetsBothAreNamedWithWhatEachWouldLetIn() {
    Scenario scenario = new Scenario();
    ApiOffer host = Scenario.hostAt(500);
    scenario.hosts.add(host);
    scenario.constraints =
        new Constraints(
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(new ApiLimit(host.id(), Optional.of(Tokens.of(48_000)), OptionalLong.empty())),
            Optional.empty(),
            OptionalLong.of(2),
            Optional.empty());
    Plan plan = scenario.plan();

    assertThat(plan.verdict().recommended()).isEmpty();
    assertThat(plan.verdict().line())
        .contains("--api-limit and --max-gpus contradict each other")
        .contains("1.5 times its limit of 48,000")
        .contains("takes 4 GPUs");
    assertThat(plan.answers().relaxations())
        .extracting(Relaxation::constraints)
        .containsExactly(List.of("--api-limit"), List.of("--max-gpus"));
  }

  @Test
  void anSloThatNobodyMeetsNamesTheFactor() {
    Scenario scenario = new Scenario();
    scenario.sloStated = true;
    scenario.slo = Slo.parse("ttft-p95=1s,tpot-p95=20ms");
    scenario.gpuOffers.clear();
    scenario.hosts.add(Scenario.hostAt(500));
    scenario.latencies.add(
        new ApiLatency(
            scenario.hosts.getFirst().id(), Slo.parse("ttft-p95=3s,tpot-p95=10ms"), "stated"));
    Plan plan = scenario.plan();

    assertThat(plan.answers().relaxations())
        .singleElement()
        .satisfies(
            relaxation -> assertThat(relaxation.misses().getFirst().times()).contains(Ratio.of(3)));
    assertThat(plan.verdict().line()).contains("with --slo ttft-p95=3s");
  }

  @Test
  void aTraceUnderADayAndAnOldCatalogAreWarnedAbout() {
    Scenario hour = new Scenario();
    assertThat(hour.plan().answers().warnings()).anyMatch(text -> text.contains("less than a day"));

    Scenario day = new Scenario();
    day.trace = Scenario.everySecond(86_400, 10, 2);
    assertThat(day.plan().answers().warnings()).noneMatch(text -> text.contains("day: a month"));
  }
}
