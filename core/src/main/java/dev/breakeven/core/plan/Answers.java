package dev.breakeven.core.plan;

import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a plan says besides its options: how far to trust it, and what would change it.
///
/// `relaxations` are what constraints rule out: the nearest options where nothing is left, else
/// those cheaper than the best.
public record Answers(
    List<String> warnings,
    List<Relaxation> relaxations,
    List<Sensitivity> sensitivity,
    Optional<Odds> odds,
    Optional<Payback> payback,
    List<Curve> curves,
    List<PerTask> perTask,
    Optional<PriceStack> priceStack) {
  private static final long NANOS_PER_DAY = 86_400_000_000_000L;
  private static final long STALE_DAYS = 90;

  public Answers {
    warnings = List.copyOf(warnings);
    relaxations = List.copyOf(relaxations);
    sensitivity = List.copyOf(sensitivity);
    curves = List.copyOf(curves);
    perTask = List.copyOf(perTask);
  }

  /// `options` are sorted from cheap to dear.
  static Answers of(
      PlanRequest request,
      List<Option> options,
      List<Option> ladder,
      OwnSearch search,
      LocalDate catalogAsOf) {
    boolean shortTrace = isShort(request.traffic());
    Optional<OwnAgainstApi> pair = OwnAgainstApi.of(request, search, options);
    return new Answers(
        warnings(request, catalogAsOf, pair.filter(_ -> namesMix(options))),
        relaxations(options, search.rejections()),
        pair.map(both -> Sensitivity.of(both, shortTrace)).orElse(List.of()),
        pair.map(both -> Odds.of(both, shortTrace)),
        pair.map(Payback::of),
        pair.map(Curve::of).orElse(List.of()),
        PerTask.of(request, ladder),
        pair.map(both -> PriceStack.of(both, options)));
  }

  private static List<Relaxation> relaxations(
      List<Option> options, List<Plan.Rejection> rejections) {
    Optional<Usd> best =
        options.stream()
            .filter(option -> !option.feasibility().isRejected())
            .flatMap(option -> option.monthly().stream())
            .map(figure -> figure.value())
            .findFirst();
    return best.map(usd -> Relaxation.cheaper(options, usd))
        .orElseGet(() -> Relaxation.nearest(options, rejections));
  }

  private static boolean namesMix(List<Option> options) {
    return Judge.named(options).filter(Option.Mix.class::isInstance).isPresent();
  }

  private static List<String> warnings(
      PlanRequest request, LocalDate catalogAsOf, Optional<OwnAgainstApi> besideMix) {
    List<String> warnings = new ArrayList<>();
    if (isShort(request.traffic())) {
      warnings.add(
          "The trace covers less than a day: a month of it takes every hour to be like these, with"
              + " no night or weekend. Give a week, or see how wide the odds are.");
    }
    long days =
        ChronoUnit.DAYS.between(catalogAsOf, request.at().atZone(ZoneOffset.UTC).toLocalDate());
    if (days > STALE_DAYS) {
      warnings.add(
          "The newest price was checked on %s, %d days before the date of this plan."
              .formatted(catalogAsOf, days));
    }
    besideMix.ifPresent(
        pair ->
            warnings.add(
                "Odds, what moves the answer and its curves are of own GPUs that serve everything"
                    + " (%s) against %s, not of the mix."
                        .formatted(pair.own().label(), pair.api().label())));
    return warnings;
  }

  /// Whether what was watched says nothing of the hours of a day.
  static boolean isShort(Traffic traffic) {
    Provenance provenance = traffic.trace().provenance();
    return !(provenance instanceof Provenance.AssumedShape)
        && !provenance.isSample()
        && traffic.trace().periodNanos() * provenance.speed().toDouble() < NANOS_PER_DAY;
  }
}
