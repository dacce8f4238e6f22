package dev.breakeven.core.plan;

import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One bar of the tornado: what an input from `low` to `high` makes of the gap, all else as
/// planned.
///
/// A gap is a month of own GPUs less a month of the cheapest API: negative where owning is cheaper.
/// `range` says where low and high come from. `flipsAt` is the value at which the cheaper side
/// changes, which may lie outside of the range.
public record Sensitivity(
    String input,
    String flag,
    String unit,
    Ratio low,
    Ratio base,
    Ratio high,
    String range,
    Usd gap,
    Usd gapAtLow,
    Usd gapAtHigh,
    Attainable<Ratio> flipsAt) {
  private static final Ratio LESS = Ratio.of(3, 4);
  private static final Ratio MORE = Ratio.of(5, 4);

  /// Whether the cheaper side changes within the range.
  public boolean flips() {
    return ownWins(gapAtLow) != ownWins(gap) || ownWins(gapAtHigh) != ownWins(gap);
  }

  private static boolean ownWins(Usd gap) {
    return gap.nanos() < 0;
  }

  /// The difference that the range makes.
  public Usd swing() {
    return new Usd(Math.abs(gapAtHigh.minus(gapAtLow).nanos()));
  }

  /// All bars, the longest first.
  static List<Sensitivity> of(OwnAgainstApi pair, boolean shortTrace) {
    return new Bars(pair)
        .all(shortTrace).stream()
            .sorted(Comparator.comparing(Sensitivity::swing).reversed())
            .toList();
  }

  /// Makes the bars of one pair.
  private static final class Bars {
    private final OwnAgainstApi pair;
    private final Usd gap;
    private final List<Sensitivity> bars = new ArrayList<>();

    Bars(OwnAgainstApi pair) {
      this.pair = pair;
      this.gap = pair.gap(1);
    }

    List<Sensitivity> all(boolean shortTrace) {
      throughput();
      prices();
      hits();
      volume(shortTrace);
      people();
      tokens();
      return bars;
    }

    private void throughput() {
      StepConstants constants = pair.own().sizing().capacity().model().constants();
      Ratio high = OwnAgainstApi.measured(1 + constants.p90Error());
      double affordable = pair.affordableLoad();
      add(
          new Range(
              "GPU speed",
              "--calibration",
              "times the estimate",
              Ratio.ONE.dividedBy(high),
              Ratio.ONE,
              high,
              "the error that one estimate in ten exceeds"),
          speed -> pair.gap(1 / speed.toDouble()),
          affordable == 0
              ? Attainable.never("one replica costs more than the API already")
              : Attainable.at(OwnAgainstApi.measured(1 / affordable)));
    }

    private void prices() {
      Usd rent = pair.rent(1);
      Ratio gpu = pair.apiMonth().minus(pair.people()).over(rent);
      add(
          assumed("GPU price", "--gpu-offer", LESS, MORE),
          factor -> pair.people().plus(rent.times(factor)).minus(pair.apiMonth()),
          gpu.signum() <= 0
              ? Attainable.never("people and set-up alone cost more than the API")
              : Attainable.at(gpu));
      Usd own = pair.people().plus(rent);
      add(
          assumed("API price", "--prices", LESS, MORE),
          factor -> own.minus(pair.apiMonth().times(factor)),
          pair.apiMonth().nanos() == 0
              ? Attainable.never("the API costs nothing")
              : Attainable.at(own.over(pair.apiMonth())));
    }

    /// What the prompt cache of the API finds, where it is known what it could.
    private void hits() {
      Usd most =
          pair.api().cached().map(found -> pair.apiMonth().minus(found.value())).orElse(Usd.ZERO);
      if (most.nanos() > 0) {
        add(
            new Range(
                "API cache hits",
                "",
                "of what its prompt cache can save",
                Ratio.ZERO,
                Ratio.ZERO,
                Ratio.ONE,
                "no host promises a hit"),
            share -> gap.plus(most.times(share)),
            linear(Ratio.ZERO, most));
      }
    }

    private void volume(boolean shortTrace) {
      long most = shortTrace ? 4 : 2;
      Staircase stairs = pair.stairs();
      Optional<Ratio> nearest =
          stairs.crossings().stream()
              .map(crossing -> pair.timesVolume(crossing.tokensPerMonth()))
              .min(Comparator.comparing(times -> Math.abs(Math.log(times.toDouble()))));
      add(
          assumed("volume", "--scale", Ratio.of(1, most), Ratio.of(most)),
          factor ->
              pair.people().plus(pair.rent(factor.toDouble())).minus(pair.apiMonth().times(factor)),
          nearest.map(Attainable::at).orElseGet(() -> Attainable.never(stairs.verdict())));
    }

    private void people() {
      Assumptions given = pair.assumptions();
      Usd each = Labour.monthly(Ratio.of(1, given.tenants()), given.salaryPerYear());
      if (each.nanos() > 0) {
        Ratio fte = given.fte();
        add(
            new Range(
                "labour",
                "--fte",
                "FTE",
                smaller(fte, Ratio.of(1, 10)),
                fte,
                larger(fte, Ratio.of(2)),
                "what published advice spans"),
            other -> gap.plus(each.times(other.minus(fte))),
            linear(fte, each));
        tenants(each.times(fte).times(given.tenants()));
      }
      Usd week = Labour.weeks(Ratio.of(1, given.setupMonths()), given.salaryPerYear());
      if (week.nanos() > 0 && given.setupWeeks().signum() > 0) {
        Ratio weeks = given.setupWeeks();
        add(
            new Range(
                "set-up",
                "--setup-weeks",
                "weeks",
                weeks.times(Ratio.of(1, 2)),
                weeks,
                weeks.times(2),
                "assumed"),
            other -> gap.plus(week.times(other.minus(weeks))),
            linear(weeks, week));
      }
    }

    private void tenants(Usd labour) {
      Ratio tenants = Ratio.of(pair.assumptions().tenants());
      Usd rest = gap.minus(labour.times(Ratio.ONE.dividedBy(tenants)));
      if (labour.nanos() > 0) {
        add(
            new Range(
                "tenants",
                "--tenants",
                "teams that share the engineers",
                Ratio.ONE,
                tenants,
                larger(tenants, Ratio.of(10)),
                "assumed"),
            other -> rest.plus(labour.times(Ratio.ONE.dividedBy(other))),
            rest.nanos() >= 0
                ? Attainable.never("even without any labour, owning is not cheaper")
                : Attainable.at(labour.over(Usd.ZERO.minus(rest))));
      }
    }

    /// Tokens of the own model for one of the API's, where they are two models.
    private void tokens() {
      if (pair.own().model().equals(pair.api().model())) {
        return;
      }
      double affordable = pair.affordableLoad();
      add(
          new Range(
              "tokens",
              "",
              "own model's tokens for one of the API's",
              Ratio.of(4, 5),
              Ratio.ONE,
              MORE,
              "assumed"),
          factor -> pair.gap(factor.toDouble()),
          affordable == 0
              ? Attainable.never("one replica costs more than the API already")
              : Attainable.at(OwnAgainstApi.measured(affordable)));
    }

    /// Where `gap + each · (x − base)` is zero.
    private Attainable<Ratio> linear(Ratio base, Usd each) {
      Ratio at = base.minus(gap.over(each));
      return at.signum() < 0
          ? Attainable.never("even without any, owning is not cheaper")
          : Attainable.at(at);
    }

    private record Range(
        String input, String flag, String unit, Ratio low, Ratio base, Ratio high, String from) {}

    private static Range assumed(String input, String flag, Ratio low, Ratio high) {
      return new Range(input, flag, "times today's", low, Ratio.ONE, high, "assumed");
    }

    private void add(Range range, Function<Ratio, Usd> gapAt, Attainable<Ratio> flipsAt) {
      bars.add(
          new Sensitivity(
              range.input(),
              range.flag(),
              range.unit(),
              range.low(),
              range.base(),
              range.high(),
              range.from(),
              gap,
              gapAt.apply(range.low()),
              gapAt.apply(range.high()),
              flipsAt));
    }

    private static Ratio smaller(Ratio one, Ratio two) {
      return one.compareTo(two) <= 0 ? one : two;
    }

    private static Ratio larger(Ratio one, Ratio two) {
      return one.compareTo(two) >= 0 ? one : two;
    }
  }
}
