package dev.breakeven.gateway.settings;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.routing.RoutingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The upstreams of a gateway that obeys a routing policy: each is one of its targets, and each
/// target is one of them. What cannot be obeyed is refused by name.
public final class ObeyedPolicy {
  private final RoutingPolicy policy;
  private final Market market;
  private final String where;

  /// `where` is the place that names the policy; names of models are those that `market` knows.
  public ObeyedPolicy(RoutingPolicy policy, Market market, String where) {
    this.policy = policy;
    this.market = market;
    this.where = where;
  }

  /// `upstreams` in the order of the policy, with its rule to spill.
  ///
  /// Throws [BreakevenException] where they are not what the policy counts with.
  public List<UpstreamSettings> over(List<UpstreamSettings> upstreams) {
    if (!policy.leftOut().isEmpty()) {
      throw refused(
          "the policy counts with what the gateway does not do by itself: "
              + String.join("; ", policy.leftOut()),
          "See to it, then take it out of 'left_out'; or plan without it.");
    }
    List<UpstreamSettings> obeyed = new ArrayList<>();
    List<UpstreamSettings> left = new ArrayList<>(upstreams);
    for (RoutingPolicy.Target target : policy.targets()) {
      UpstreamSettings upstream = only(target, upstreams);
      left.remove(upstream);
      obeyed.add(checked(target, upstream));
    }
    if (!left.isEmpty()) {
      throw refused(
          "the policy does not know upstream '%s'".formatted(left.getFirst().name()),
          "Take it out, or plan with its offer; known: %s."
              .formatted(policy.targets().stream().map(RoutingPolicy.Target::id).toList()));
    }
    followed(obeyed);
    return obeyed;
  }

  private UpstreamSettings only(RoutingPolicy.Target target, List<UpstreamSettings> upstreams) {
    List<UpstreamSettings> found =
        upstreams.stream().filter(upstream -> isTarget(target, upstream)).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    String wanted =
        switch (target) {
          case RoutingPolicy.Pool pool -> "own hardware that serves " + pool.model();
          case RoutingPolicy.Api api ->
              "provider %s that serves %s".formatted(api.provider(), api.model());
        };
    throw refused(
        "%s upstream is the policy's '%s'"
            .formatted(found.isEmpty() ? "no" : "more than one", target.id()),
        "Name one of %s under its 'models'.".formatted(wanted));
  }

  private boolean isTarget(RoutingPolicy.Target target, UpstreamSettings upstream) {
    return switch (target) {
      case RoutingPolicy.Pool pool -> upstream.own() && serves(upstream, pool.model());
      case RoutingPolicy.Api api ->
          !upstream.own()
              && upstream.provider().equals(api.provider().text())
              && serves(upstream, api.model());
    };
  }

  private boolean serves(UpstreamSettings upstream, ModelId model) {
    ListPrices prices = new ListPrices(market);
    return !upstream.models().isEmpty()
        && upstream.models().values().stream()
            .allMatch(
                name ->
                    (upstream.own()
                            ? market.findModel(name).map(card -> card.id())
                            : prices.offer(upstream.provider(), name).map(offer -> offer.model()))
                        .equals(Optional.of(model)));
  }

  private UpstreamSettings checked(RoutingPolicy.Target target, UpstreamSettings upstream) {
    if (!policy.allowed().regions().isEmpty()
        && !policy.allowed().regions().contains(upstream.region())) {
      throw refused(
          "upstream '%s' is in region '%s', and the policy allows only %s"
              .formatted(upstream.name(), upstream.region(), policy.allowed().regions()),
          "State its region, or take another upstream.");
    }
    return switch (target) {
      case RoutingPolicy.Api _ -> upstream;
      case RoutingPolicy.Pool pool -> checked(pool, upstream);
    };
  }

  private UpstreamSettings checked(RoutingPolicy.Pool pool, UpstreamSettings upstream) {
    if (upstream.replicas().size() < pool.replicas()) {
      throw refused(
          "upstream '%s' has %d replicas, and the policy counts with %d"
              .formatted(upstream.name(), upstream.replicas().size(), pool.replicas()),
          "Start them, and name their URLs.");
    }
    String engine = pool.replica().engine().key();
    Preset preset = upstream.api().preset();
    if (preset.isOwn() && !preset.key().equals(engine.replace('.', '-'))) {
      throw refused(
          "upstream '%s' is %s, and the policy counts with %s"
              .formatted(upstream.name(), preset.key(), engine),
          "Plan with the engine that runs.");
    }
    if (upstream.spillAt().isPresent() || upstream.overflow().needsLoad()) {
      throw refused(
          "upstream '%s' spills by a rule of its own beside that of the policy"
              .formatted(upstream.name()),
          "Take its spill-... keys out.");
    }
    return pool.spill().map(rule -> upstream.with(upstream.overflow().with(rule))).orElse(upstream);
  }

  /// Whatever a client may ask one for goes on to each of the others.
  private void followed(List<UpstreamSettings> obeyed) {
    UpstreamSettings first = obeyed.getFirst();
    for (UpstreamSettings next : obeyed) {
      if (!next.models().keySet().equals(first.models().keySet())) {
        throw refused(
            "upstreams '%s' and '%s' do not serve the same names: %s and %s"
                .formatted(
                    first.name(),
                    next.name(),
                    new TreeSet<>(first.models().keySet()),
                    new TreeSet<>(next.models().keySet())),
            "Give each the names that clients ask for under 'models'.");
      }
    }
  }

  private BreakevenException refused(String what, String remedy) {
    return new BreakevenException(ErrorCode.CONFIG_INVALID, what, where, remedy);
  }
}
