package dev.breakeven.core.plan;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Replay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compares every way to serve a traffic: hosted models, and open ones on rented GPUs.
///
/// Three comparators always: the same open model hosted by others, the frontier model, own GPUs.
/// Pure: the same request and market give the same plan.
public final class Planner {
  private final Market market;
  private final ConstantsSource constants;
  private final SimulatedRuns runs;

  public Planner(Market market, ConstantsSource constants) {
    this(market, constants, new SimulatedRuns());
  }

  /// One that looks runs up in `runs`, and adds its own.
  public Planner(Market market, ConstantsSource constants, SimulatedRuns runs) {
    this.market = market;
    this.constants = constants;
    this.runs = runs;
  }

  public Plan plan(PlanRequest request) {
    return plan(request, true);
  }

  /// The same by the closed form alone, nothing simulated: quick, and too kind to own GPUs.
  public Plan estimate(PlanRequest request) {
    return plan(request, false);
  }

  private Plan plan(PlanRequest request, boolean simulate) {
    try {
      return made(request, simulate);
    } catch (Usd.OutOfRange e) {
      throw new BreakevenException(
          ErrorCode.TRAFFIC_OUT_OF_RANGE,
          "the costs of this traffic, looked at for a year of growth, pass 9.2 billion dollars",
          request.traffic().trace().provenance().describe(),
          "Lower the scale, or leave out the dearest models.");
    }
  }

  private Plan made(PlanRequest request, boolean simulate) {
    List<Option> hosted = hosted(request);
    OwnSearch search = new OwnSearch(request, market.gpus(), constants);
    List<Option> options = new ArrayList<>(hosted);
    options.addAll(batched(request, hosted));
    Survivors survivors = survivors(request, search, hosted);
    List<Option> owned = simulate ? survivors.options() : survivors.screened();
    owned.stream().map(request.constraints()::held).forEach(options::add);
    options.sort(BY_COST);
    List<Option.Own> own = own(options);
    List<Option> ladder = ladder(options);
    Answers answers = Answers.of(request, options, ladder, search, market.asOf());
    return new Plan(
        request,
        new Judge(request, search).verdict(options, answers),
        ladder,
        options,
        search.rejections(),
        breakEvens(request, search, hosted, own),
        AssumptionList.of(request, own, options),
        market.asOf(),
        answers);
  }

  /// Those of `hosted` that have a batch class, with what can wait in it.
  private static List<Option.Hosted> batched(PlanRequest request, List<Option> hosted) {
    HostedPricing pricing = new HostedPricing(request);
    return hosted.stream()
        .map(Option.Hosted.class::cast)
        .flatMap(option -> pricing.batched(option.offer()).stream())
        .toList();
  }

  private static List<Option.Own> own(List<Option> options) {
    return options.stream()
        .filter(Option.Own.class::isInstance)
        .map(Option.Own.class::cast)
        .filter(own -> !own.feasibility().isRejected())
        .toList();
  }

  private Survivors survivors(PlanRequest request, OwnSearch search, List<Option> hosted) {
    search.screen();
    Replay replay = request.traffic().replay();
    Pieces pieces = Pieces.of(replay);
    MixSearch mixes = new MixSearch(request, search, hosted, pieces);
    return new Survivors(request, search, mixes, runs.of(replay));
  }

  static final Comparator<Option> BY_COST =
      Comparator.comparing(
              (Option option) ->
                  option.monthly().map(figure -> figure.value()).orElse(new Usd(Long.MAX_VALUE)))
          .thenComparing(Option::name);

  private List<Option> hosted(PlanRequest request) {
    HostedPricing pricing = new HostedPricing(request, market::promptCache);
    Map<String, Option> byName = new LinkedHashMap<>();
    request
        .today()
        .ifPresent(offer -> byName.put(offer.id(), pricing.option(offer, Option.Role.TODAY)));
    for (Candidate candidate : request.candidates()) {
      for (ApiOffer offer : market.hostsOf(candidate.model().id())) {
        byName.putIfAbsent(offer.id(), pricing.option(offer, Option.Role.SAME_MODEL));
      }
    }
    request
        .frontier()
        .ifPresent(
            offer -> byName.putIfAbsent(offer.id(), pricing.option(offer, Option.Role.FRONTIER)));
    return new ArrayList<>(byName.values());
  }

  /// Today and the frontier in any case, of each open model the cheapest host and the cheapest own
  /// option, the cheapest mix, and the cheapest with a part in batch.
  private static List<Option> ladder(List<Option> byCost) {
    Map<String, Option> rungs = new LinkedHashMap<>();
    for (Option option : byCost) {
      boolean usable = option.monthly().isPresent() && !option.feasibility().isRejected();
      boolean asked =
          option instanceof Option.Hosted hosted
              && hosted.role() != Option.Role.SAME_MODEL
              && hosted.role() != Option.Role.BATCH;
      if (!usable && !asked) {
        continue;
      }
      String rung =
          switch (option) {
            case Option.Hosted hosted when hosted.role() == Option.Role.SAME_MODEL ->
                "hosted " + hosted.model();
            case Option.Hosted hosted -> hosted.role().toString();
            case Option.Own own -> "own " + own.model();
            case Option.Mix _ -> "mix";
          };
      rungs.putIfAbsent(rung, option);
    }
    return new ArrayList<>(rungs.values());
  }

  /// For the cheapest own option of each model: against the same model hosted, today, the frontier.
  private static List<Staircase> breakEvens(
      PlanRequest request, OwnSearch search, List<Option> hosted, List<Option.Own> own) {
    Map<ModelId, Option.Own> cheapest = new LinkedHashMap<>();
    own.forEach(option -> cheapest.putIfAbsent(option.model(), option));
    List<Staircase> stairs = new ArrayList<>();
    for (Option.Own option : cheapest.values()) {
      ReplicaGrowth growth = search.growth(option);
      for (Option.Hosted api : comparators(option, hosted)) {
        stairs.add(
            Staircase.of(
                option,
                growth,
                api.name(),
                api.monthly().orElseThrow().value(),
                request.traffic().tokensPerMonth(),
                request.assumptions()));
      }
    }
    return stairs;
  }

  private static List<Option.Hosted> comparators(Option.Own own, List<Option> hosted) {
    List<Option.Hosted> priced =
        hosted.stream()
            .map(Option.Hosted.class::cast)
            .filter(option -> option.monthly().isPresent())
            .filter(option -> !option.feasibility().isRejected())
            .sorted(BY_COST)
            .toList();
    List<Option.Hosted> chosen = new ArrayList<>();
    Optional<Option.Hosted> same =
        priced.stream().filter(option -> option.model().equals(own.model())).findFirst();
    same.ifPresent(chosen::add);
    priced.stream()
        .filter(option -> option.role() != Option.Role.SAME_MODEL)
        .filter(option -> !chosen.contains(option))
        .forEach(chosen::add);
    return chosen;
  }
}
