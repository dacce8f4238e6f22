package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What an option must hold whatever it costs, besides latency and context; all empty demands
/// nothing.
///
/// `regions` are names as sellers give them, each also standing for those that begin with it and a
/// dash. What runs nobody knows where is in none of them. `allowed` and `forbidden` providers are
/// those of hosted models and of GPUs alike. `mostSpill` is a share of tokens.
public record Constraints(
    Set<String> regions,
    Set<ProviderId> allowed,
    Set<ProviderId> forbidden,
    List<ApiLimit> apiLimits,
    Optional<QualityBar> quality,
    OptionalLong mostGpus,
    Optional<Ratio> mostSpill) {
  public static final Constraints NONE =
      new Constraints(
          Set.of(),
          Set.of(),
          Set.of(),
          List.of(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty());

  public Constraints {
    regions = Set.copyOf(regions);
    allowed = Set.copyOf(allowed);
    forbidden = Set.copyOf(forbidden);
    apiLimits = List.copyOf(apiLimits);
  }

  /// Whether a price or an offer of `region` satisfies the demand.
  boolean allows(String region) {
    return regions.isEmpty()
        || regions.stream().anyMatch(name -> region.equals(name) || region.startsWith(name + "-"));
  }

  /// The regions to price `offer` in: those allowed, or where none is `otherwise` and all it has.
  List<String> pricedRegions(ApiOffer offer, String otherwise) {
    if (regions.isEmpty()) {
      return List.of(otherwise);
    }
    Set<String> sold = regionsOf(offer);
    List<String> permitted = sold.stream().filter(this::allows).toList();
    return permitted.isEmpty()
        ? Stream.concat(Stream.of(otherwise), sold.stream()).toList()
        : permitted;
  }

  private static Set<String> regionsOf(ApiOffer offer) {
    Set<String> named = new TreeSet<>();
    offer.prices().forEach(row -> named.add(row.region()));
    named.remove("");
    return named;
  }

  List<Miss> misses(ApiOffer offer, ApiLimit.Peak peak) {
    List<Miss> misses = new ArrayList<>();
    provider(offer.provider()).ifPresent(misses::add);
    if (!regions.isEmpty()) {
      Set<String> sold = regionsOf(offer);
      if (sold.stream().noneMatch(this::allows)) {
        misses.add(region(sold.isEmpty() ? "unknown" : String.join(", ", sold)));
      }
    }
    apiLimits.stream()
        .filter(limit -> limit.offerId().equals(offer.id()))
        .forEach(limit -> misses.addAll(limit.misses(peak)));
    quality
        .flatMap(
            bar ->
                bar.score(offer.model())
                    .toOptional()
                    .flatMap(score -> bar.miss(offer.model().text(), score)))
        .ifPresent(misses::add);
    return misses;
  }

  /// What is bought stands where its owner wants it.
  List<Miss> misses(GpuOffer offer) {
    List<Miss> misses = new ArrayList<>();
    if (offer.term() == Term.OWNED) {
      return misses;
    }
    provider(offer.provider()).ifPresent(misses::add);
    if (!allows(offer.region())) {
      misses.add(region(offer.region().isEmpty() ? "unknown" : offer.region()));
    }
    return misses;
  }

  private Optional<Miss> provider(ProviderId provider) {
    if (forbidden.contains(provider)) {
      return Optional.of(Miss.of("--forbid-provider", "provider " + provider + " is forbidden"));
    }
    return allowed.isEmpty() || allowed.contains(provider)
        ? Optional.empty()
        : Optional.of(Miss.of("--allow-provider", "provider " + provider + " is not allowed"));
  }

  private Miss region(String where) {
    return Miss.of(
        "--allow-region",
        "its region is %s, not %s".formatted(where, String.join(" or ", new TreeSet<>(regions))));
  }

  /// What a model on own GPUs misses by its quality, or why that is not known.
  Knowable<Optional<Miss>> quality(ModelId model, Precision precision) {
    if (quality.isEmpty()) {
      return Knowable.known(Optional.empty());
    }
    QualityBar bar = quality.get();
    return switch (bar.score(model, precision)) {
      case Knowable.Unknown<Ratio>(String reason) -> Knowable.unknown(reason);
      case Knowable.Known<Ratio>(Ratio score) ->
          Knowable.known(bar.miss(model + " at " + precision.key(), score));
    };
  }

  /// Why the quality of a hosted model is not known.
  Optional<String> doubt(ModelId model) {
    return quality.flatMap(
        bar ->
            bar.score(model) instanceof Knowable.Unknown<Ratio>(String reason)
                ? Optional.of(reason)
                : Optional.empty());
  }

  Optional<Miss> gpus(long gpus) {
    if (mostGpus.isEmpty() || gpus <= mostGpus.getAsLong()) {
      return Optional.empty();
    }
    long most = mostGpus.getAsLong();
    return Optional.of(
        new Miss(
            "--max-gpus",
            "takes %d GPUs, over the %d there are".formatted(gpus, most),
            Optional.of(Ratio.of(gpus, most)),
            "--max-gpus " + gpus));
  }

  /// That `share` of the tokens go to an API, which is over what may.
  Optional<Miss> spill(Ratio share) {
    return mostSpill
        .filter(most -> share.compareTo(most) > 0)
        .map(
            most ->
                new Miss(
                    "--max-spill",
                    "sends %s %% of tokens to an API, over the limit of %s %%"
                        .formatted(share.times(100).decimal(1), most.times(100).decimal(1)),
                    most.signum() > 0 ? Optional.of(share.dividedBy(most)) : Optional.empty(),
                    "--max-spill " + share.decimal(3)));
  }

  /// `option` with what it breaks of these, or what they leave open, in its feasibility.
  Option held(Option option) {
    return switch (option) {
      case Option.Own own ->
          new Option.Own(
              own.sizing(),
              own.lines(),
              own.monthly(),
              held(own, own.feasibility(), Optional.empty()),
              own.run());
      case Option.Mix mix ->
          new Option.Mix(
              mix.pool(),
              mix.spillTo(),
              mix.run(),
              mix.lines(),
              mix.monthly(),
              held(mix.pool(), mix.feasibility(), spill(mix.run().spillShare())));
      case Option.Hosted hosted -> hosted;
    };
  }

  private Feasibility held(Option.Own pool, Feasibility before, Optional<Miss> spill) {
    List<Miss> misses = new ArrayList<>();
    gpus(pool.sizing().gpus()).ifPresent(misses::add);
    spill.ifPresent(misses::add);
    if (before instanceof Feasibility.Infeasible(List<Miss> already)) {
      misses.addAll(already);
    }
    List<String> doubts = new ArrayList<>();
    Precision precision = pool.sizing().capacity().model().deployment().precision();
    if (quality(pool.model(), precision)
        instanceof Knowable.Unknown<Optional<Miss>>(String reason)) {
      doubts.add(reason);
    }
    if (before instanceof Feasibility.Unknown(String doubt)) {
      doubts.add(doubt);
    }
    return Feasibility.of(misses, doubts, before.why());
  }
}
