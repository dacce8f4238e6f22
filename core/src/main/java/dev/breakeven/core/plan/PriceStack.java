package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.Optional;

/// The price of hosted tokens seen from the GPU: what the usual factors make of the own GPUs' cost
/// when they are never idle, and the price that the cheapest host of the same model asks.
///
/// A million tokens are input and output as they come in this traffic. `implied` is the hosted
/// price over the GPU cost: under one the host runs it for less than this rent.
public record PriceStack(
    String own,
    ApiCostStack lean,
    ApiCostStack rich,
    Optional<UsdPerMtok> hosted,
    Optional<Ratio> implied) {
  static PriceStack of(OwnAgainstApi pair, List<Option> options) {
    Sizing sizing = pair.own().sizing();
    Ratio tokens = Ratio.of(pair.volume().count());
    Usd replica = sizing.offer().perMonth(1).times(Ratio.of(1, sizing.replicasPerInstance()));
    Ratio busy = OwnAgainstApi.measured(sizing.queue().meanLoad());
    UsdPerMtok gpu =
        new UsdPerMtok(replica.dollars().times(busy).times(1_000_000).dividedBy(tokens));
    Optional<UsdPerMtok> hosted =
        options.stream()
            .filter(option -> option instanceof Option.Hosted host && host.batch().signum() == 0)
            .filter(option -> option.model().equals(pair.own().model()))
            .flatMap(option -> option.monthly().stream())
            .map(figure -> figure.value().per(pair.volume()))
            .findFirst();
    return new PriceStack(
        pair.own().name(),
        ApiCostStack.lean(gpu),
        ApiCostStack.rich(gpu),
        hosted,
        hosted.filter(_ -> gpu.dollars().signum() > 0).map(price -> price.over(gpu)));
  }
}
