package dev.breakeven.core.plan;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a log of calls says of itself: what was spent, what else it could cost, what is waste.
///
/// `sources` and `spend` are of the whole log; `ladder`, `own` and `waste` are of [CallMonth], in
/// USD a month.
public record Insight(
    String verdict,
    List<Source> sources,
    Spend spend,
    Month month,
    List<Rung> ladder,
    Knowable<OwnGpus> own,
    List<Waste> waste,
    List<Plan.Assumption> assumptions,
    LocalDate catalogAsOf) {
  public Insight {
    sources = List.copyOf(sources);
    ladder = List.copyOf(ladder);
    waste = List.copyOf(waste);
    assumptions = List.copyOf(assumptions);
  }

  /// Where calls come from and who answered them; `sessions` is 0 where the source names none.
  public record Source(
      String name, long calls, long sessions, Instant from, Instant to, List<String> providers) {
    public Source {
      providers = List.copyOf(providers);
    }

    /// True when both tell of calls to one provider at one time, which may be the same calls.
    public boolean overlaps(Source other) {
      return !from.isAfter(other.to)
          && !other.from.isAfter(to)
          && providers.stream().anyMatch(other.providers::contains);
    }
  }

  /// Sums of calls. `usd` leaves out the unpriced, whose tokens are in `unpricedTokens` and whose
  /// number is `unpricedCalls`; `withoutUsage` are calls whose tokens nobody wrote down.
  public record Sum(
      long calls,
      Usage tokens,
      Map<Basis, Usd> usd,
      long unpricedCalls,
      long unpricedTokens,
      long withoutUsage) {
    public Sum {
      Map<Basis, Usd> sorted = new EnumMap<>(Basis.class);
      sorted.putAll(usd);
      usd = Collections.unmodifiableMap(sorted);
    }

    public Usd total() {
      return usd.values().stream().reduce(Usd.ZERO, Usd::plus);
    }

    /// The part of the input that a cache held; zero without input.
    public Ratio cachedShare() {
      long input = tokens.totalInput();
      return input == 0 ? Ratio.ZERO : Ratio.of(tokens.cacheRead(), input);
    }
  }

  public record ModelSum(String model, Sum sum) {}

  /// `models` are sorted from dear to cheap, those without a price last, by tokens.
  public record Spend(Sum total, List<ModelSum> models) {
    public Spend {
      models = List.copyOf(models);
    }
  }

  /// `usd` is what the `period` up to `to` cost, repeated `factor` times; unknown when nothing has
  /// a price.
  /// `tokens` are those of all calls of the period, repeated as well, `output` those among them
  /// that models wrote.
  public record Month(
      Hours period, Ratio factor, Knowable<Usd> usd, Instant to, Tokens tokens, Tokens output) {}

  /// One way to serve the same calls, and what it costs a month.
  public record Rung(String name, Role role, Knowable<Usd> monthly, String note) {}

  public enum Role {
    AS_IS("as is"),
    OWN_MODEL("a model you use"),
    FRONTIER("frontier"),
    SAME_MODEL("open model, hosted"),
    OWN_GPUS("own GPUs");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /// Own GPUs at their best: prompts as cached as today, no latency goal, whole GPUs and labour.
  ///
  /// `busy` is how many GPUs the calls keep busy, `busyUncached` the same if every prompt were
  /// computed whole. A break-even is how many times today's volume makes them cheaper; empty for
  /// never, as far as was examined.
  public record OwnGpus(
      String option,
      String model,
      String gpu,
      Usd monthly,
      double busy,
      double busyUncached,
      Optional<Against> sameModel,
      Optional<Against> asIs) {
    /// Below this much of a GPU own GPUs are no option.
    public static final double TOO_LITTLE = 0.01;

    public boolean isTooLittle() {
      return busyUncached < TOO_LITTLE;
    }
  }

  public record Against(String api, Optional<Ratio> volumeFactor) {}

  /// Something that costs `usd` a month of the projection, which is `share` of it.
  public record Waste(String what, String detail, Usd usd, Ratio share) {}
}
