package dev.breakeven.core.plan;

import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.routing.RoutingPolicy;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.sim.Engine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The routing policy of what a plan recommends.
public final class PlannedPolicy {
  private static final double PICOS_PER_SECOND = 1e12;

  private final Plan plan;

  private PlannedPolicy(Plan plan) {
    this.plan = plan;
  }

  /// Throws `CONSTRAINT_UNMET` when nothing is known to meet every constraint.
  public static RoutingPolicy of(Plan plan) {
    return new PlannedPolicy(plan).policy();
  }

  private RoutingPolicy policy() {
    Option option =
        plan.verdict()
            .recommended()
            .orElseThrow(
                () ->
                    new BreakevenException(
                        ErrorCode.CONSTRAINT_UNMET,
                        "no option is known to meet every constraint, so there is no policy",
                        "",
                        "State what is unknown, such as --api-latency, or leave out a constraint."));
    List<RoutingPolicy.Target> targets = new ArrayList<>();
    switch (option) {
      case Option.Hosted hosted -> targets.add(api(hosted.offer()));
      case Option.Own own ->
          targets.add(pool(own.sizing(), own.sizing().replicas(), Optional.empty()));
      case Option.Mix mix -> {
        targets.add(pool(mix.pool().sizing(), mix.run().baseline(), spill(mix)));
        targets.add(api(mix.spillTo().offer()));
      }
    }
    return new RoutingPolicy(
        plan.verdict().line(),
        plan.request().at(),
        plan.catalogAsOf(),
        targets,
        new RoutingPolicy.Allowed(providers(targets), regions()),
        leftOut(plan, option));
  }

  /// What `option` of `plan` counts with and neither a gateway nor a fixed number of replicas does.
  public static List<String> leftOut(Plan plan, Option option) {
    List<String> texts = new ArrayList<>();
    switch (option) {
      case Option.Own _ -> {}
      case Option.Hosted hosted -> {
        if (hosted.batch().signum() > 0) {
          texts.add(
              "%s %% of the requests at the batch price of %s: send them to its batch interface"
                  .formatted(hosted.batch().times(100).rounded(), hosted.offer().id()));
        }
      }
      case Option.Mix mix -> {
        mix.run().onDemand().map(PlannedPolicy::leftOut).ifPresent(texts::add);
        mix.run()
            .waiting()
            .ifPresent(
                part -> {
                  part.spot().map(PlannedPolicy::leftOut).ifPresent(texts::add);
                  texts.add(
                      "%s %% of the requests wait for a replica with fewer than %d, and after %s s"
                              .formatted(
                                  part.share().times(100).rounded(),
                                  part.fill(),
                                  plan.request().flexibility().deadline().toSeconds())
                          + " for the batch tier of %s: hold them back"
                              .formatted(mix.spillTo().name()));
                });
      }
    }
    return texts;
  }

  private static String leftOut(MixRun.OnDemand rented) {
    return "up to %d replicas on demand on %s, one for every %d requests at hand: rent and return them"
        .formatted(rented.most(), rented.offer().id(), rented.target());
  }

  private static String leftOut(MixRun.Spot rented) {
    return "%d replicas on spot on %s, for what can wait: start them, again when they are taken away"
        .formatted(rented.replicas(), rented.offer().id());
  }

  private static RoutingPolicy.Api api(ApiOffer offer) {
    return new RoutingPolicy.Api(offer.id(), offer.model(), offer.provider(), offer.priceVersion());
  }

  private static RoutingPolicy.Pool pool(Sizing sizing, long replicas, Optional<SpillRule> spill) {
    Deployment deployment = sizing.served();
    EngineSettings settings = deployment.settings();
    return new RoutingPolicy.Pool(
        "pool",
        deployment.model().id(),
        new RoutingPolicy.Replica(
            settings.engine(),
            deployment.precision().key(),
            deployment.gpu().id().text(),
            deployment.tensorParallel(),
            settings.maxNumSeqs(),
            settings.maxNumBatchedTokens(),
            BigDecimal.valueOf(settings.gpuMemoryUtilization()).toPlainString()),
        replicas,
        spill);
  }

  /// The prediction that a plan spills by, that of the simulator and the gateway; none where no
  /// latency target limits the first token.
  private Optional<SpillRule> spill(Option.Mix mix) {
    Sizing sizing = mix.pool().sizing();
    StepModel served = new StepModel(sizing.served(), sizing.capacity().model().constants());
    Engine engine = Engine.of(served, Engine.BLOCK_TOKENS);
    return mix.run()
        .spillSeconds()
        .or(() -> Trials.firstTokenLimit(plan.request().slo()).stream().boxed().findFirst())
        .map(
            seconds ->
                new SpillRule(
                    engine.capacity(plan.request().traffic().trace()),
                    Math.round(seconds * PICOS_PER_SECOND)));
  }

  private static Set<String> providers(List<RoutingPolicy.Target> targets) {
    Set<String> providers = new TreeSet<>();
    for (RoutingPolicy.Target target : targets) {
      if (target instanceof RoutingPolicy.Api api) {
        providers.add(api.provider().text());
      }
    }
    return providers;
  }

  private Set<String> regions() {
    Set<String> demanded = plan.request().constraints().regions();
    return !demanded.isEmpty() || plan.request().region().isEmpty()
        ? demanded
        : Set.of(plan.request().region());
  }
}
