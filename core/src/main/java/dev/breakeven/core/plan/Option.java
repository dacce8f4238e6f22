package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.Optional;

/// One way to serve the traffic, priced for a month.
public sealed interface Option {
  /// A stable identity, for scripts and `--explain`.
  String name();

  /// The same for a reader: short, in words.
  String label();

  ModelId model();

  List<CostLine> lines();

  Feasibility feasibility();

  /// The sum of the lines; empty when a part of it is not known.
  Optional<Figure<Usd>> monthly();

  /// The whole monthly cost over the output tokens of the month.
  default Optional<UsdPerMtok> perMtokOutput(Tokens output) {
    return output.count() == 0
        ? Optional.empty()
        : monthly().map(figure -> figure.value().per(output));
  }

  /// A hosted model, paid by the token. `role` says why it stands in the comparison, `batch` which
  /// share of the requests goes to its batch class. `monthly` is without any hit in its prompt
  /// cache, which nobody promises; `cached` with as many as there can be, where that is known.
  record Hosted(
      ApiOffer offer,
      Role role,
      List<CostLine> lines,
      Optional<Figure<Usd>> monthly,
      Optional<Figure<Usd>> cached,
      Feasibility feasibility,
      Ratio batch)
      implements Option {
    public Hosted {
      lines = List.copyOf(lines);
    }

    /// Whether hits in its prompt cache are known to make it cheaper.
    public boolean gainsByHits() {
      return cached.isPresent()
          && cached.get().value().compareTo(monthly.orElseThrow().value()) < 0;
    }

    @Override
    public String name() {
      return batch.signum() == 0 ? offer.id() : offer.id() + "+batch";
    }

    @Override
    public String label() {
      return batch.signum() == 0
          ? name()
          : "%s with %s %% batch".formatted(offer.id(), batch.times(100).rounded());
    }

    @Override
    public ModelId model() {
      return offer.model();
    }
  }

  /// An open model on rented GPUs, `sizing` replicas of it; `run` is there once it was simulated.
  record Own(
      Sizing sizing,
      List<CostLine> lines,
      Optional<Figure<Usd>> monthly,
      Feasibility feasibility,
      Optional<MixRun> run)
      implements Option {
    public Own {
      lines = List.copyOf(lines);
    }

    /// The whole month over the rent of the GPUs that the traffic itself needs: what articles
    /// guess as an overhead factor.
    public Optional<Ratio> overhead() {
      return sizing.baseRent().nanos() == 0
          ? Optional.empty()
          : monthly.map(figure -> figure.value().over(sizing.baseRent()));
    }

    @Override
    public String name() {
      return "own/%s-%s-tp%d/%dx-%s"
          .formatted(
              model(),
              sizing.capacity().model().deployment().precision().key(),
              sizing.capacity().model().deployment().tensorParallel(),
              sizing.gpus(),
              sizing.offer().id());
    }

    @Override
    public String label() {
      return "%s %s on %d %s"
          .formatted(
              model(),
              sizing.capacity().model().deployment().precision().key(),
              sizing.gpus(),
              sizing.offer().gpu());
    }

    @Override
    public ModelId model() {
      return sizing.capacity().model().deployment().model().id();
    }
  }

  /// A baseline of own GPUs, always rented; what they would serve too late goes to `spillTo`.
  ///
  /// `pool` is the baseline alone, without a spare: the API stands in for a replica that fails.
  record Mix(
      Own pool,
      Hosted spillTo,
      MixRun run,
      List<CostLine> lines,
      Optional<Figure<Usd>> monthly,
      Feasibility feasibility)
      implements Option {
    private static final String OWN = "own/";

    public Mix {
      lines = List.copyOf(lines);
    }

    @Override
    public String name() {
      String rented =
          run.onDemand()
              .map(more -> "+%dx-%s-on-demand".formatted(more.most(), more.offer().id()))
              .orElse("");
      String waits =
          run.waiting()
              .map(part -> "+%spct-waiting".formatted(part.share().times(100).rounded()))
              .orElse("");
      String spot =
          spot().map(some -> "+%dx-%s".formatted(some.replicas(), some.offer().id())).orElse("");
      return "mix/"
          + pool.name().substring(OWN.length())
          + rented
          + spot
          + waits
          + "+"
          + spillTo.name();
    }

    @Override
    public String label() {
      boolean sameModel = spillTo.model().equals(model());
      String rented =
          run.onDemand().map(more -> " + up to %d on demand".formatted(more.gpus())).orElse("");
      String spot =
          spot()
              .map(some -> " + %d %s on spot".formatted(some.gpus(), some.offer().gpu()))
              .orElse("");
      String waits =
          run.waiting()
              .map(
                  part ->
                      ", %s %% %s"
                          .formatted(
                              part.share().times(100).rounded(),
                              part.spot().isEmpty() ? "in idle time" : "waiting"))
              .orElse("");
      return "%s%s%s + %s%s"
          .formatted(
              pool.label(),
              rented,
              spot,
              sameModel ? spillTo.offer().provider() : spillTo.label(),
              waits);
    }

    @Override
    public ModelId model() {
      return pool.model();
    }

    private Optional<MixRun.Spot> spot() {
      return run.waiting().flatMap(MixRun.Waiting::spot);
    }

    /// How requests are shared out, as a key.
    public String policy() {
      return "baseline"
          + (run.onDemand().isPresent() ? "+autoscale" : "")
          + (spot().isPresent() ? "+spot" : "")
          + (run.waiting().isPresent() ? "+valley-filling" : "")
          + "+spill";
    }

    /// What keeps it from beating its API alone, in words.
    String lacks() {
      Usd all = spillTo.monthly().orElseThrow().value();
      Usd served =
          all.minus(monthly.orElseThrow().value().minus(pool.monthly().orElseThrow().value()));
      Usd rent = pool.sizing().baseRent();
      if (served.compareTo(rent) >= 0) {
        return "it saves less on tokens than people to run it cost";
      }
      return served.compareTo(rent.times(Ratio.ofMeasured(run.utilisation(), 6))) < 0
          ? "the API costs less per token than a GPU that is never idle"
          : "its GPUs would be idle %d %% of the time"
              .formatted(Math.round((1 - run.utilisation()) * 100));
    }
  }

  /// Why a hosted option is compared.
  enum Role {
    TODAY("today"),
    SAME_MODEL("same open model, hosted"),
    FRONTIER("frontier"),
    BATCH("what can wait in batch");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }
}
