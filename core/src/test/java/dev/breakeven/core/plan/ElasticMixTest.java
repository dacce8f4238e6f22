package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A day whose noon is busy: one replica serves the other hours, and what noon needs is rented.
class ElasticMixTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int HOUR = 3_600;
  private static final int NOON = 12 * HOUR;

  /// Every four seconds a request; 24 a second from noon to one.
  private static Trace day() {
    Trace.Builder builder = new Trace.Builder().period(24 * HOUR * SECOND);
    for (int second = 0; second < 24 * HOUR; second++) {
      boolean noon = second >= NOON && second < NOON + HOUR;
      int count = noon ? 24 : second % 4 == 0 ? 1 : 0;
      for (int i = 0; i < count; i++) {
        builder.add(second * SECOND + i * (SECOND / 24), 900, 180);
      }
    }
    return builder.build(new Provenance.Observed("test"));
  }

  private static Scenario busyNoon(String coldStart, String minimumRental) {
    Scenario scenario = new Scenario();
    scenario.trace = day();
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), "60", "60"));
    scenario.assumptions = Scenario.nobody(Assumptions.Redundancy.N_PLUS_1);
    scenario.flexibility =
        new Flexibility(
            Optional.of(Duration.parse(coldStart)),
            Duration.parse(minimumRental),
            Ratio.ZERO,
            Flexibility.DAY);
    return scenario;
  }

  private static Option.Mix autoscaled(Plan plan) {
    return plan.options().stream()
        .filter(option -> option instanceof Option.Mix mix && mix.run().onDemand().isPresent())
        .map(Option.Mix.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static double dollars(Option.Mix mix, String line) {
    return mix.lines().stream()
        .filter(each -> each.name().startsWith(line))
        .mapToDouble(each -> each.monthly().value().dollars().toDouble())
        .sum();
  }

  private static double monthly(Option option) {
    return option.monthly().orElseThrow().value().dollars().toDouble();
  }

  @Test
  void oneBusyHourADayIsRentedAndNotKept() {
    Plan plan = busyNoon("PT2M", "PT0S").plan();
    Option.Mix mix = autoscaled(plan);
    MixRun.OnDemand rented = mix.run().onDemand().orElseThrow();
    double hours = rented.hoursPerMonth().toDouble();

    assertThat(plan.options().getFirst()).isEqualTo(mix);
    assertThat(mix.run().baseline()).isEqualTo(1);
    assertThat(mix.policy()).isEqualTo("baseline+autoscale+spill");
    assertThat(mix.label()).contains(" on demand + host");
    assertThat(mix.lines().stream().map(CostLine::name).limit(2))
        .isEqualTo(List.of("GPUs", "on demand"));
    // 730 / 24 noons, in each some whole replicas for about an hour at $10
    assertThat(hours).isBetween(0.9 * 730 / 24, 1.3 * rented.most() * 730 / 24);
    assertThat(dollars(mix, "on demand")).isCloseTo(hours * 10, within(0.001));
    assertThat(dollars(mix, "GPUs")).isCloseTo(7300, within(0.001));
    assertThat(monthly(mix)).isCloseTo(7300 + hours * 10 + dollars(mix, "spill"), within(0.001));
  }

  private static org.assertj.core.data.Offset<Double> within(double dollars) {
    return org.assertj.core.data.Offset.offset(dollars);
  }

  @Test
  void theMinimumRentalIsPaidByEveryStart() {
    Option.Mix free = autoscaled(busyNoon("PT2M", "PT0S").plan());
    Option.Mix day = autoscaled(busyNoon("PT2M", "PT6H").plan());
    MixRun.OnDemand rented = day.run().onDemand().orElseThrow();

    // once rented a replica stays for its six paid hours, so that each start is paid just so long
    assertThat(rented.hoursPerMonth().toDouble())
        .isCloseTo(rented.starts() * 6 * 730.0 / 24, within(0.5));
    assertThat(monthly(day)).isGreaterThan(monthly(free));
  }

  @Test
  void aLongerColdStartSpillsMore() {
    Option.Mix quick = autoscaled(busyNoon("PT30S", "PT0S").plan());
    Option.Mix slow = autoscaled(busyNoon("PT10M", "PT0S").plan());

    assertThat(slow.run().spillShare()).isGreaterThan(quick.run().spillShare());
    assertThat(monthly(slow)).isGreaterThan(monthly(quick));
  }

  @Test
  void hoursShowWhenReplicasWereRented() {
    MixRun run = autoscaled(busyNoon("PT2M", "PT0S").plan()).run();

    assertThat(run.hours()).hasSize(24);
    assertThat(run.hours().get(3).replicas()).isEqualTo(1);
    assertThat(run.hours().get(12).replicas()).isGreaterThan(1);
    assertThat(run.hours().get(20).replicas()).isEqualTo(1);
    assertThat(run.hours()).allMatch(hour -> hour.utilisation() <= 1.05);
  }

  @Test
  void withoutAColdStartNothingIsRentedAndThePlanSaysSo() {
    Scenario scenario = busyNoon("PT2M", "PT0S");
    scenario.flexibility = Flexibility.NONE;
    Plan plan = scenario.plan();

    assertThat(plan.options())
        .noneMatch(option -> option instanceof Option.Mix mix && mix.run().onDemand().isPresent());
    assertThat(plan.assumptions())
        .contains(new Plan.Assumption("autoscaling not tried: state --cold-start", "--cold-start"));
  }

  @Test
  void theMostGpusHoldForTheBusiestHour() {
    Scenario scenario = busyNoon("PT2M", "PT0S");
    Constraints none = Constraints.NONE;
    scenario.constraints =
        new Constraints(
            none.regions(),
            none.allowed(),
            none.forbidden(),
            none.apiLimits(),
            none.quality(),
            OptionalLong.of(8),
            none.mostSpill());

    assertThat(autoscaled(scenario.plan()).run().onDemand().orElseThrow().gpus()).isEqualTo(4);
  }

  @Test
  void aMonthIsRentedAtTheSameRateWhateverTheReplayFolds() {
    Scenario twice = busyNoon("PT2M", "PT0S");
    twice.scale = Ratio.of(2);
    Option.Mix mix = autoscaled(twice.plan());
    MixRun.OnDemand rented = mix.run().onDemand().orElseThrow();

    assertThat(rented.hoursPerMonth().toDouble())
        .isBetween(0.9 * 730 / 24, 1.5 * rented.most() * 730 / 24);
  }

  private static Scenario waiting(long percent) {
    Scenario scenario = busyNoon("PT2M", "PT0S");
    scenario.flexibility =
        new Flexibility(Optional.empty(), Duration.ZERO, Ratio.percent(percent), Flexibility.DAY);
    return scenario;
  }

  private static PriceRow row(ServiceClass service, String each) {
    return new PriceRow(
        SampleOffers.FROM,
        SampleOffers.TO,
        Optional.empty(),
        service,
        "",
        0,
        SampleOffers.card(Map.of(TokenClass.INPUT, each, TokenClass.OUTPUT, each)));
  }

  private static Option.Mix filling(Plan plan) {
    return plan.options().stream()
        .filter(option -> option instanceof Option.Mix mix && mix.run().waiting().isPresent())
        .map(Option.Mix.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatCanWaitFillsTheAfternoonAndTakesReplicasFromNoon() {
    Plan plan = waiting(80).plan();
    Option.Mix filling = filling(plan);
    Option.Mix plain =
        plan.options().stream()
            .filter(option -> option instanceof Option.Mix mix && mix.run().waiting().isEmpty())
            .map(Option.Mix.class::cast)
            .findFirst()
            .orElseThrow();

    assertThat(filling.policy()).isEqualTo("baseline+valley-filling+spill");
    assertThat(filling.label()).endsWith("+ host, 80 % in idle time");
    assertThat(filling.run().baseline()).isLessThan(plain.run().baseline());
    assertThat(monthly(filling)).isLessThan(monthly(plain));
    // noon ends at one, and the queue of it long before the day does
    assertThat(filling.run().waiting().orElseThrow().batched()).isEqualTo(Ratio.ZERO);
    assertThat(dollars(filling, "batch tier")).isZero();
  }

  /// Boxes at $10 an hour for a year or at $2 on spot, each taken away `rate` times a month.
  private static Scenario onSpot(Optional<Ratio> rate, Optional<Ratio> listed) {
    Scenario scenario = new Scenario();
    scenario.trace = day();
    scenario.assumptions = Scenario.nobody(Assumptions.Redundancy.N_PLUS_1);
    scenario.gpuOffers =
        List.of(Scenario.offer("four-h100", 4, "10", Term.RESERVED_1Y, Optional.empty()));
    scenario.hosts.add(
        Scenario.host(
            "host",
            Scenario.MODEL.id(),
            Optional.empty(),
            List.of(row(ServiceClass.STANDARD, "60"), row(ServiceClass.BATCH, "30"))));
    scenario.flexibility =
        new Flexibility(
            Optional.of(Duration.ofMinutes(2)),
            Duration.ZERO,
            Ratio.percent(80),
            Duration.ofMinutes(10),
            List.of(Scenario.offer("spot-h100", 4, "2", Term.SPOT, listed)),
            rate);
    return scenario;
  }

  private static List<Option.Mix> spots(Plan plan) {
    return plan.options().stream()
        .filter(option -> option instanceof Option.Mix mix && mix.policy().contains("spot"))
        .map(Option.Mix.class::cast)
        .toList();
  }

  /// 730 · $2 for each, whatever is taken away, as another is rented at once.
  @Test
  void spotIsPaidAtAllHoursAndTakesReplicasFromTheBaseline() {
    Plan plan = onSpot(Optional.of(Ratio.of(4)), Optional.empty()).plan();
    Option.Mix spot = spots(plan).getFirst();
    MixRun.Spot rented = spot.run().waiting().orElseThrow().spot().orElseThrow();

    assertThat(dollars(spot, "spot")).isCloseTo(rented.replicas() * 730 * 2.0, within(1));
    assertThat(dollars(spot, "GPUs")).isEqualTo(spot.run().baseline() * 7300.0);
    assertThat(monthly(spot))
        .isCloseTo(
            spot.run().baseline() * 7300.0
                + rented.replicas() * 1460.0
                + dollars(spot, "spill")
                + dollars(spot, "batch tier"),
            within(1));
    Option.Mix filling =
        plan.options().stream()
            .filter(option -> option instanceof Option.Mix mix && mix.policy().contains("valley"))
            .map(Option.Mix.class::cast)
            .filter(mix -> !mix.policy().contains("spot"))
            .findFirst()
            .orElseThrow();
    assertThat(spot.run().baseline()).isLessThan(filling.run().baseline());
    assertThat(monthly(spot)).isLessThan(monthly(filling));
    assertThat(plan.verdict().recommended()).contains(spot);
    assertThat(spot.label()).contains(" on spot + host, 80 % waiting");

    assertThat(PlannedPolicy.of(plan).leftOut())
        .satisfiesExactly(
            one -> assertThat(one).startsWith(rented.replicas() + " replicas on spot on spot-h100"),
            two -> assertThat(two).contains("80 % of the requests wait", "after 600 s"));
  }

  /// Every three minutes, of which two to start: e to the -2/3 of them ever serve, half of the
  /// time.
  @Test
  void interruptionsLoseWorkThatTheBatchTierIsPaidFor() {
    Option.Mix calm = spots(onSpot(Optional.of(Ratio.ZERO), Optional.empty()).plan()).getFirst();
    Option.Mix wild =
        spots(onSpot(Optional.of(Ratio.of(14_600)), Optional.empty()).plan()).getFirst();

    assertThat(calm.run().waiting().orElseThrow().spot().orElseThrow().lostTokens()).isZero();
    MixRun.Spot often = wild.run().waiting().orElseThrow().spot().orElseThrow();
    // a Poisson number of 480 a replica and day
    assertThat((double) often.interruptions() / often.replicas()).isBetween(400.0, 560.0);
    assertThat(often.lostTokens()).isPositive();
    assertThat(monthly(wild)).isGreaterThan(monthly(calm));
  }

  @Test
  void spotWithoutAKnownRateOfInterruptionsIsNotTried() {
    Plan unknown = onSpot(Optional.empty(), Optional.empty()).plan();
    assertThat(spots(unknown)).isEmpty();
    assertThat(unknown.assumptions())
        .contains(
            new Plan.Assumption(
                "spot not tried: how often its 1 offers are interrupted is unknown; state your rate",
                "--interruptions-per-month"));

    // a fifth of the machines lost in a month are -ln 0.8 = 0.223 a machine
    Plan listed = onSpot(Optional.empty(), Optional.of(Ratio.percent(20))).plan();
    Ratio rate = spots(listed).getFirst().run().waiting().orElseThrow().spot().orElseThrow().rate();
    assertThat(rate.toDouble()).isCloseTo(0.2231, within(0.0001));
  }

  @Test
  void whatWaitsTooLongIsPaidAtTheBatchTier() {
    Scenario scenario = waiting(80);
    scenario.flexibility =
        new Flexibility(Optional.empty(), Duration.ZERO, Ratio.percent(80), Duration.ofMinutes(5));
    scenario.hosts.set(
        0,
        Scenario.host(
            "host",
            Scenario.MODEL.id(),
            Optional.empty(),
            List.of(row(ServiceClass.STANDARD, "60"), row(ServiceClass.BATCH, "0.1"))));
    Option.Mix filling = filling(scenario.plan());
    Ratio batched = filling.run().waiting().orElseThrow().batched();
    double tokens = (23 * 900.0 + 24 * 3600) * 1080 * 730 / 24;

    assertThat(batched.toDouble()).isBetween(0.01, 0.8);
    assertThat(dollars(filling, "batch tier"))
        .isCloseTo(batched.toDouble() * tokens * 0.1 / 1e6, within(0.01));
    assertThat(filling.run().spillShare()).isGreaterThanOrEqualTo(batched);
  }
}
