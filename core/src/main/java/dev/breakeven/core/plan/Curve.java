package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What the cheapest own GPUs and the cheapest API cost as one input changes, all else as planned.
///
/// `x` and `y` name the units of the points: dollars a month, a million tokens or a year.
/// `planned` is the x of the plan itself.
public record Curve(String name, String x, String y, Ratio planned, List<Point> points) {
  public Curve {
    points = List.copyOf(points);
  }

  /// Dollars of both sides at `x`.
  public record Point(Ratio x, Ratio own, Ratio api) {}

  static List<Curve> of(OwnAgainstApi pair) {
    return List.of(utilisation(pair), tenants(pair), volume(pair), growth(pair));
  }

  /// A million tokens on the fleet as it is sized, when more or fewer come; up to all it could do.
  private static Curve utilisation(OwnAgainstApi pair) {
    Ratio planned = OwnAgainstApi.measured(pair.own().sizing().utilisation());
    Ratio tokens = Ratio.of(pair.volume().count());
    Usd own = pair.people().plus(pair.rent(1));
    Ratio api = perMillion(pair.apiMonth().dollars(), tokens);
    return curve(
        "utilization",
        "share of what the GPUs could do",
        "USD per million tokens, input and output",
        planned,
        IntStream.rangeClosed(1, 20).mapToObj(i -> Ratio.of(i, 20)),
        share ->
            new Point(
                share, perMillion(own.dollars(), tokens.times(share).dividedBy(planned)), api));
  }

  private static Ratio perMillion(Ratio dollars, Ratio tokens) {
    return dollars.times(1_000_000).dividedBy(tokens);
  }

  private static Curve tenants(OwnAgainstApi pair) {
    Assumptions given = pair.assumptions();
    Usd labour = Labour.monthly(given.fte(), given.salaryPerYear());
    Usd rest = pair.people().plus(pair.rent(1)).minus(labour.times(Ratio.of(1, given.tenants())));
    return curve(
        "tenants",
        "teams that share the engineers",
        "USD/month",
        Ratio.of(given.tenants()),
        LongStream.of(1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50).mapToObj(Ratio::of),
        teams ->
            new Point(
                teams,
                rest.plus(labour.times(Ratio.ONE.dividedBy(teams))).dollars(),
                pair.apiMonth().dollars()));
  }

  /// From a 64th to 64 times the volume.
  private static Curve volume(OwnAgainstApi pair) {
    Ratio planned = Ratio.of(pair.volume().count());
    return curve(
        "volume",
        "tokens a month, input and output",
        "USD/month",
        planned,
        IntStream.rangeClosed(-12, 12).mapToObj(i -> OwnAgainstApi.measured(Math.pow(2, i / 2.0))),
        factor ->
            new Point(
                Ratio.of(factor.times(planned).decimal(0)),
                pair.people().plus(pair.rent(factor.toDouble())).dollars(),
                pair.apiMonth().times(factor).dollars()));
  }

  /// A year's bill when the volume grows or shrinks by the same part every month.
  private static Curve growth(OwnAgainstApi pair) {
    return curve(
        "growth",
        "part by which each month exceeds the one before",
        "USD in twelve months",
        Ratio.ZERO,
        IntStream.rangeClosed(-4, 8).mapToObj(i -> Ratio.of(i * 5L, 100)),
        rate -> {
          Usd own = Usd.ZERO;
          Usd api = Usd.ZERO;
          for (int month = 0; month < Odds.MONTHS; month++) {
            double factor = Math.pow(1 + rate.toDouble(), month);
            own = own.plus(pair.people()).plus(pair.rent(factor));
            api = api.plus(pair.apiMonth().times(OwnAgainstApi.measured(factor)));
          }
          return new Point(rate, own.dollars(), api.dollars());
        });
  }

  private static Curve curve(
      String name,
      String x,
      String y,
      Ratio planned,
      Stream<Ratio> xs,
      Function<Ratio, Point> point) {
    List<Point> points = new ArrayList<>();
    xs.forEach(value -> points.add(point.apply(value)));
    return new Curve(name, x, y, planned, points);
  }
}
