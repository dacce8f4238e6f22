package dev.breakeven.core.plan;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Usd;
import java.util.List;
import java.util.Optional;

/// Words what a first look says; an open model is never taken to be good enough.
final class InsightVerdict {
  private InsightVerdict() {}

  /// `ladder` is sorted from cheap to dear.
  static String line(List<Insight.Rung> ladder, Knowable<Insight.OwnGpus> own) {
    Optional<Usd> asIs =
        ladder.stream()
            .filter(rung -> rung.role() == Insight.Role.AS_IS)
            .flatMap(rung -> rung.monthly().toOptional().stream())
            .findFirst();
    Optional<Insight.Rung> other =
        ladder.stream()
            .filter(rung -> rung.role() != Insight.Role.AS_IS)
            .filter(rung -> rung.role() != Insight.Role.OWN_GPUS)
            .filter(rung -> rung.monthly().toOptional().isPresent())
            .findFirst();
    Optional<Insight.OwnGpus> gpus = own.toOptional();
    Optional<Usd> hosted = cheaper(asIs, other.map(InsightVerdict::cost));
    boolean ownMayPay =
        gpus.isPresent() && hosted.isPresent() && gpus.get().monthly().compareTo(hosted.get()) < 0;
    String start =
        (ownMayPay ? "Own GPUs may pay: " + gpus.get().option() : "Stay on the API")
            + (ownMayPay ? " from $" + Judge.dollars(gpus.get().monthly()) + " a month; " : ": ");
    return start
        + asIs.map(usd -> "$" + Judge.amount(usd) + " a month as is")
            .orElse("what you pay is not known")
        + other.map(rung -> "; " + compared(rung, asIs)).orElse("")
        + (ownMayPay ? "" : "; " + ownText(own))
        + ".";
  }

  private static Optional<Usd> cheaper(Optional<Usd> one, Optional<Usd> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get().compareTo(other.get()) <= 0 ? one.get() : other.get())
        : one.or(() -> other);
  }

  private static Usd cost(Insight.Rung rung) {
    return rung.monthly().toOptional().orElseThrow();
  }

  private static String compared(Insight.Rung rung, Optional<Usd> asIs) {
    Usd usd = cost(rung);
    if (asIs.isPresent() && usd.compareTo(asIs.get()) >= 0) {
      return "nothing hosted that was compared is cheaper";
    }
    return "%s would be $%s if it is good enough".formatted(rung.name(), Judge.amount(usd));
  }

  private static String ownText(Knowable<Insight.OwnGpus> own) {
    return switch (own) {
      case Knowable.Unknown<Insight.OwnGpus> _ -> "own GPUs were not sized";
      case Knowable.Known<Insight.OwnGpus>(Insight.OwnGpus gpus) ->
          "own GPUs cost $%s or more, with labour".formatted(Judge.dollars(gpus.monthly()));
    };
  }
}
