package dev.breakeven.core.plan;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.Optional;

/// A projected month of own machines, from stated numbers: what it costs, serves and replaces.
///
/// `rent` is of one machine, `capacity` its tokens a second while busy. `load` is either a part of
/// one machine or a volume; a volume rents as many whole machines as it needs. Every figure is
/// empty where what it follows from was not stated.
public record CostSheet(
    UsdPerHour rent,
    Optional<TokensPerSecond> capacity,
    Load load,
    Monthly monthly,
    UsdPerMtok own,
    Optional<UsdPerMtok> api) {

  /// What is served in the month.
  public sealed interface Load {
    /// `share` of what one machine could serve.
    record Utilisation(Ratio share) implements Load {}

    /// `tokens` in the month, however many machines that takes.
    record Volume(Ratio tokens) implements Load {}

    /// Nobody said: a token's cost is that of a machine which is never idle.
    record Unstated() implements Load {}
  }

  /// Costs that the month has besides rent.
  public record Monthly(Usd fixed, Usd people, Usd setup) {
    public Usd total() {
      return fixed.plus(people).plus(setup);
    }
  }

  /// The whole machines that carry the load; one where nothing says more.
  public long machines() {
    return switch (load) {
      case Load.Utilisation _, Load.Unstated _ -> 1;
      case Load.Volume(Ratio tokens) ->
          capacity
              .map(rate -> tokens.dividedBy(rate.during(Hours.MONTH)).ceiling().longValueExact())
              .map(needed -> Math.max(1, needed))
              .orElse(1L);
    };
  }

  public Usd rentPerMonth() {
    return rent.times(machines()).times(Hours.MONTH);
  }

  /// Everything that does not depend on volume.
  public Usd fixedPerMonth() {
    return rentPerMonth().plus(monthly.total());
  }

  /// What the machines could serve in the month.
  public Optional<Ratio> capacityPerMonth() {
    return capacity.map(rate -> rate.during(Hours.MONTH).times(machines()));
  }

  public Optional<Ratio> tokensPerMonth() {
    return switch (load) {
      case Load.Utilisation(Ratio share) -> capacityPerMonth().map(all -> all.times(share));
      case Load.Volume(Ratio tokens) -> Optional.of(tokens);
      case Load.Unstated _ -> Optional.empty();
    };
  }

  /// The part of the machines' capacity that is used.
  public Optional<Ratio> utilisation() {
    return tokensPerMonth().flatMap(used -> capacityPerMonth().map(used::dividedBy));
  }

  /// `fixed / tokens + own`; never when no token is served, at full use of a rented machine when
  /// no load is stated.
  public Optional<Attainable<UsdPerMtok>> perMtok() {
    if (fixedPerMonth().nanos() == 0) {
      return own.dollars().signum() == 0 ? Optional.empty() : Optional.of(Attainable.at(own));
    }
    return tokensPerMonth().or(this::neverIdle).map(this::perMtok);
  }

  private Optional<Ratio> neverIdle() {
    return rent.dollars().signum() > 0 ? capacityPerMonth() : Optional.empty();
  }

  private Attainable<UsdPerMtok> perMtok(Ratio tokens) {
    if (tokens.signum() == 0) {
      return Attainable.never("no token is served at zero utilisation");
    }
    Ratio each = fixedPerMonth().dollars().times(1_000_000).dividedBy(tokens);
    return Attainable.at(new UsdPerMtok(each.plus(own.dollars())));
  }

  /// How many times the own cost the API price is.
  public Optional<Ratio> apiOverOwn() {
    return api.flatMap(
        price ->
            perMtok()
                .flatMap(Attainable::toOptional)
                .filter(cost -> cost.dollars().signum() > 0)
                .map(price::over));
  }

  /// The volume at which the fixed cost pays for itself.
  public Optional<Attainable<Ratio>> breakEven() {
    return fixedPerMonth().nanos() == 0
        ? Optional.empty()
        : api.map(price -> new BreakEven(fixedPerMonth(), own, price).tokens());
  }

  /// That volume as a part of the machines' capacity; above one they never break even.
  public Optional<Ratio> utilisationAtBreakEven() {
    return breakEven()
        .flatMap(Attainable::toOptional)
        .flatMap(volume -> capacityPerMonth().map(volume::dividedBy));
  }

  /// That volume as a mean rate: the throughput that a machine must sustain to break even.
  public Optional<TokensPerSecond> breakEvenRate() {
    return breakEven()
        .flatMap(Attainable::toOptional)
        .map(volume -> new TokensPerSecond(volume.dividedBy(Hours.MONTH.seconds())));
  }

  /// The own bill of the month: fixed, and `own` for each token.
  public Optional<Usd> ownPerMonth() {
    return tokensPerMonth().map(tokens -> fixedPerMonth().plus(own.forTokens(tokens)));
  }

  /// What the API asks for the same tokens.
  public Optional<Usd> apiPerMonth() {
    return api.flatMap(price -> tokensPerMonth().map(price::forTokens));
  }

  /// The API bill less the own one; negative when owning is dearer.
  public Optional<Usd> savingPerMonth() {
    return apiPerMonth().flatMap(bought -> ownPerMonth().map(bought::minus));
  }
}
