package dev.breakeven.core.plan;

import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Words the decision. "Stay on the API" is said first when it is true.
final class Judge {
  private final PlanRequest request;
  private final OwnSearch search;

  Judge(PlanRequest request, OwnSearch search) {
    this.request = request;
    this.search = search;
  }

  /// `options` are sorted from cheap to dear.
  Verdict verdict(List<Option> options, Answers answers) {
    Optional<Option> known = first(options, option -> option.feasibility().isFeasible());
    Optional<Option> anyOpen = first(options, option -> !option.feasibility().isRejected());
    Optional<Option> open = named(options);
    Optional<Option> own =
        first(
            options, option -> option instanceof Option.Own && !option.feasibility().isRejected());
    Optional<Option> hosted =
        first(
            options,
            option -> option instanceof Option.Hosted && !option.feasibility().isRejected());
    Optional<Verdict.Band> band = own.map(option -> band((Option.Own) option));
    boolean tooClose =
        band.isPresent()
            && hosted.isPresent()
            && cost(hosted.get()).compareTo(band.get().low()) >= 0
            && cost(hosted.get()).compareTo(band.get().high()) <= 0;
    tooClose |= open.filter(best -> hitsDecide(best, options)).isPresent();
    Optional<Option> cheaperIf = anyOpen.filter(option -> !known.equals(Optional.of(option)));
    String line =
        open.isEmpty()
            ? Relaxation.nothingLeft(answers.relaxations())
            : (tooClose ? tooClose(answers) : "") + line(options, known, open.get(), own, hosted);
    return new Verdict(line, known, cheaperIf, tooClose, band);
  }

  /// The option that the verdict names: the cheapest that may hold, one of doubtful quality last.
  static Optional<Option> named(List<Option> options) {
    return first(options, option -> !option.feasibility().isRejected() && !doubtsQuality(option))
        .or(() -> first(options, option -> !option.feasibility().isRejected()));
  }

  private static String tooClose(Answers answers) {
    return "Too close to call%s; by the estimate: "
        .formatted(
            answers
                .odds()
                .map(odds -> " (own GPUs cheaper with odds of %s)".formatted(odds.percent()))
                .orElse(""));
  }

  private static Optional<Option> first(List<Option> options, Predicate<Option> wanted) {
    return options.stream()
        .filter(option -> option.monthly().isPresent())
        .filter(wanted)
        .findFirst();
  }

  private static boolean doubtsQuality(Option option) {
    return option.feasibility() instanceof Feasibility.Unknown(String why)
        && why.startsWith("quality");
  }

  private static Usd cost(Option option) {
    return option.monthly().orElseThrow().value();
  }

  private String line(
      List<Option> options,
      Optional<Option> known,
      Option best,
      Optional<Option> own,
      Optional<Option> hosted) {
    StringBuilder text = new StringBuilder();
    text.append(
        switch (best) {
          case Option.Hosted _ -> "Stay on the API: ";
          case Option.Own _ -> "Run your own GPUs: ";
          case Option.Mix _ -> "Mix own GPUs and an API: ";
        });
    text.append("%s at $%s a month".formatted(best.label(), dollars(cost(best))));
    conditions(best).ifPresent(text::append);
    Optional<Option> other = best instanceof Option.Hosted ? own : hosted;
    text.append(
        other
            .map(option -> "; %s %s".formatted(kind(option), times(option, best)))
            .orElse(
                best instanceof Option.Hosted
                    ? "; own GPUs cannot serve it within the constraints"
                    : "; no host can serve it within the constraints"));
    known
        .filter(option -> !option.equals(best))
        .filter(option -> !other.equals(Optional.of(option)))
        .ifPresent(
            option ->
                text.append(
                    "; known to hold: %s at $%s".formatted(option.label(), dollars(cost(option)))));
    mix(best, options).ifPresent(text::append);
    today(best, options).ifPresent(text::append);
    hits(best, options).ifPresent(text::append);
    return text.append('.').toString();
  }

  /// Why the cheapest mix is not the answer, where an API is.
  private static Optional<String> mix(Option best, List<Option> options) {
    if (!(best instanceof Option.Hosted)) {
      return Optional.empty();
    }
    return options.stream()
        .filter(Option.Mix.class::isInstance)
        .map(Option.Mix.class::cast)
        .filter(mix -> !mix.feasibility().isRejected())
        .findFirst()
        .map(mix -> "; no mix pays: " + mix.lacks());
  }

  /// Whether a host whose prompt cache always hits costs less than `best`, which is no host.
  private static boolean hitsDecide(Option best, List<Option> options) {
    return !(best instanceof Option.Hosted) && withHits(best, options).isPresent();
  }

  /// The host that is cheapest when its prompt cache always hits, where that is under `best`.
  private static Optional<Option.Hosted> withHits(Option best, List<Option> options) {
    return options.stream()
        .filter(Option.Hosted.class::isInstance)
        .map(Option.Hosted.class::cast)
        .filter(host -> !host.feasibility().isRejected() && !doubtsQuality(host))
        .filter(host -> host.cached().isPresent())
        .min(Comparator.comparing(Judge::cachedCost))
        .filter(host -> cachedCost(host).compareTo(cost(best)) < 0);
  }

  private static Usd cachedCost(Option.Hosted host) {
    return host.cached().orElseThrow().value();
  }

  private static Optional<String> hits(Option best, List<Option> options) {
    return withHits(best, options)
        .map(
            host ->
                "; %s $%s if every prompt prefix that repeats hit its cache"
                    .formatted(
                        host.equals(best) ? "it would cost" : host.label() + " would cost",
                        dollars(cachedCost(host))));
  }

  private Optional<String> today(Option best, List<Option> options) {
    return options.stream()
        .filter(
            option -> option instanceof Option.Hosted hosted && hosted.role() == Option.Role.TODAY)
        .filter(option -> !option.equals(best))
        .flatMap(option -> option.monthly().stream())
        .map(figure -> "; today's model costs $" + dollars(figure.value()))
        .findFirst();
  }

  private Optional<String> conditions(Option best) {
    StringBuilder text = new StringBuilder();
    request
        .today()
        .filter(today -> !today.model().equals(best.model()))
        .filter(_ -> request.constraints().quality().isEmpty())
        .ifPresent(_ -> text.append(" if ").append(best.model()).append(" is good enough for you"));
    if (best.feasibility() instanceof Feasibility.Unknown(String why)) {
      String what =
          !why.startsWith("quality")
              ? "latency holds"
              : why.contains("latency unknown") ? "quality and latency hold" : "quality holds";
      text.append(text.isEmpty() ? " if" : " and")
          .append(" its ")
          .append(what)
          .append(" (unknown)");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }

  private static String kind(Option option) {
    return switch (option) {
      case Option.Hosted hosted -> hosted.label() + ", the cheapest host, costs";
      case Option.Own own -> "the cheapest own GPUs, " + own.label() + ", cost";
      case Option.Mix mix -> "the cheapest mix, " + mix.label() + ", costs";
    };
  }

  private static String times(Option option, Option best) {
    if (cost(best).nanos() == 0) {
      return "$" + dollars(cost(option));
    }
    Ratio ratio = cost(option).over(cost(best));
    return "$%s, %s times as much".formatted(dollars(cost(option)), ratio.decimal(1));
  }

  static String dollars(Usd usd) {
    return "%,d".formatted(usd.dollars().rounded());
  }

  /// The same with what is under a hundred dollars in more detail: `18.80`, `0.0012`.
  static String amount(Usd usd) {
    BigDecimal exact = usd.dollars().decimal(9);
    if (exact.compareTo(BigDecimal.valueOf(100)) >= 0) {
      return dollars(usd);
    }
    return exact.compareTo(BigDecimal.ONE) >= 0
        ? exact.setScale(2, RoundingMode.HALF_EVEN).toPlainString()
        : exact.round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  /// The own option again with the throughput that the errors allow on either side.
  private Verdict.Band band(Option.Own own) {
    StepConstants constants = own.sizing().capacity().model().constants();
    double error = constants.medianError();
    ReplicaGrowth growth = search.growth(own);
    return new Verdict.Band(
        cost(own, growth.needed(1 / (1 + error))),
        cost(own, growth.needed(1 + error)),
        cost(own, growth.needed(1 + constants.p90Error())),
        error,
        constants.p90Error());
  }

  private Usd cost(Option.Own own, long needed) {
    Assumptions assumptions = request.assumptions();
    return own.sizing()
        .needing(needed, assumptions.redundancy())
        .perMonth(assumptions.setupMonths())
        .plus(Costs.sum(Costs.people(assumptions)).value());
  }
}
