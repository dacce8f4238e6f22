package dev.breakeven.cli;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.plan.ApiLatency;
import dev.breakeven.core.plan.Candidate;
import dev.breakeven.core.plan.Constraints;
import dev.breakeven.core.plan.FirstInsight;
import dev.breakeven.core.plan.PlanRequest;
import dev.breakeven.core.plan.Resolution;
import dev.breakeven.core.plan.Traffic;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.workload.Slo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is compared, and the constraints and assumptions of the comparison.
final class PlanOptions {
  /// The open models that the articles behind this project name, and the one that most hosts sell.
  private static final List<String> CANDIDATES =
      List.of("llama-3.3-70b", "gemma-4-31b", "gpt-oss-120b:mxfp4");

  private static final List<Precision> PRECISIONS = List.of(Precision.BF16, Precision.FP8);

  @Option(
      names = "--slo",
      description = "Latency targets. Without it own GPUs are sized for " + Slo.USUAL_TEXT + ".")
  String slo = "";

  @Option(names = "--today", paramLabel = "MODEL", description = "The hosted model used now.")
  String today = "";

  @Option(
      names = "--frontier",
      paramLabel = "MODEL",
      description = "The frontier model to compare with. Default ${DEFAULT-VALUE}.")
  String frontier = "claude-sonnet-4.6";

  @Option(
      names = "--candidate",
      paramLabel = "MODEL[:PRECISION,…]",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      description = "An open model good enough for you; repeatable. Precisions default bf16,fp8.")
  List<String> candidates = new ArrayList<>();

  @Option(
      names = "--gpu-offer",
      paramLabel = "ID",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      description =
          "Only these GPU offers, '*' for any text; repeatable. Default: all but spot,"
              + " marketplaces (vast-*) and the articles' own (seed-*).")
  List<String> gpuOffers = new ArrayList<>();

  @Option(
      names = "--term",
      paramLabel = "TERM",
      split = ",",
      description =
          "Only GPU offers on these terms: on-demand, spot, reserved-1y, ...; repeatable.")
  List<String> terms = new ArrayList<>();

  @Option(
      names = "--api-latency",
      paramLabel = "MODEL:SLO",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      description = "A measured API latency, such as gpt-4o:ttft-p95=0.8s,tpot-p95=15ms.")
  List<String> latencies = new ArrayList<>();

  @Option(names = "--class", description = "standard, batch, flex or priority API prices.")
  ServiceClass service = ServiceClass.STANDARD;

  @Option(names = "--region", description = "Region of API prices, where they differ.")
  String region = "";

  @Option(
      names = "--own-hardware",
      paramLabel = "KEY=VALUE,…",
      hideParamSyntax = true,
      description = "A machine you would buy: " + OwnHardware.FORM + ",colocation=900.")
  String ownHardware = "";

  @Option(
      names = "--resolved",
      paramLabel = "MODEL=SHARE",
      description = "The part of your tasks that a model resolves; repeatable.")
  Map<String, String> resolved = new HashMap<>();

  @Mixin CostOptions costs = new CostOptions();
  @Mixin FlexibilityOptions flexibility = new FlexibilityOptions();

  PlanRequest request(
      Market market, TrafficOptions.Loaded loaded, Constraints constraints, Instant at) {
    Optional<ApiOffer> now =
        today.isEmpty() ? Optional.empty() : Optional.of(Common.api(market, today));
    Slo asked = Common.parse("--slo", slo.isEmpty() ? Slo.USUAL_TEXT : slo, Slo::parse);
    return new PlanRequest(
        new Traffic(loaded.trace(), loaded.scale()),
        loaded.deferrable() && slo.isEmpty() ? Slo.NONE : asked,
        !slo.isEmpty(),
        now,
        Optional.of(Common.api(market, frontier)),
        candidates(market, now),
        offers(market, at),
        latencies.stream().map(text -> latency(market, text)).toList(),
        service,
        region(market),
        costs.assumptions(),
        constraints,
        flexibility.flexibility(spot(market)),
        resolutions(market),
        ServingEngine.VLLM,
        at);
  }

  /// The same choices for calls that were found rather than given.
  FirstInsight.Choices choices(Market market, Instant at) {
    return new FirstInsight.Choices(
        candidates(market, Optional.empty()),
        offers(market, at),
        Optional.of(Common.api(market, frontier)),
        region(market),
        costs.assumptions(),
        ServingEngine.VLLM,
        at);
  }

  private String region(Market market) {
    Set<String> known = new TreeSet<>();
    market.apiOffers().forEach(offer -> offer.prices().forEach(row -> known.add(row.region())));
    known.remove("");
    if (!region.isEmpty() && !known.contains(region)) {
      throw Common.usage(
          "--region: no price is of the region '" + region + "'",
          "Use one of " + String.join(", ", known) + ".");
    }
    return region;
  }

  private Map<ModelId, Resolution> resolutions(Market market) {
    Map<ModelId, Resolution> known = new HashMap<>();
    resolved.forEach(
        (name, text) ->
            known.put(
                ConstraintOptions.model(market, name),
                new Resolution(ConstraintOptions.share("--resolved", text))));
    return known;
  }

  private List<Candidate> candidates(Market market, Optional<ApiOffer> now) {
    List<Candidate> list = new ArrayList<>();
    if (candidates.isEmpty()) {
      now.filter(ApiOffer::openWeights)
          .flatMap(offer -> market.findModel(offer.model().text()))
          .ifPresent(model -> list.add(new Candidate(model, PRECISIONS)));
    }
    for (String text : candidates.isEmpty() ? CANDIDATES : candidates) {
      Candidate candidate = candidate(market, text);
      if (list.stream().noneMatch(known -> known.model().id().equals(candidate.model().id()))) {
        list.add(candidate);
      }
    }
    return list;
  }

  private static Candidate candidate(Market market, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new Candidate(Common.model(market, text), PRECISIONS);
    }
    ModelCard model = Common.model(market, text.substring(0, colon));
    List<Precision> precisions =
        Arrays.stream(text.substring(colon + 1).split(",", -1)).map(Common::precision).toList();
    return new Candidate(model, precisions);
  }

  private List<GpuOffer> offers(Market market, Instant at) {
    List<GpuOffer> offers = new ArrayList<>(rented(market));
    if (!ownHardware.isEmpty()) {
      offers.add(OwnHardware.parse(market, ownHardware, at));
    }
    return offers;
  }

  private List<GpuOffer> rented(Market market) {
    boolean spot = !gpuOffers.isEmpty() || terms.contains(Term.SPOT.key());
    return offered(market)
        .filter(offer -> !offer.isVariable() || spot)
        .filter(offer -> offer.term() != Term.SPOT || !flexibility.isInterrupted())
        .toList();
  }

  /// Those for what can wait. Where their interruptions are stated they are for nothing else.
  private List<GpuOffer> spot(Market market) {
    return offered(market).filter(offer -> offer.term() == Term.SPOT).toList();
  }

  private Stream<GpuOffer> offered(Market market) {
    List<Term> only = terms.stream().map(PlanOptions::term).toList();
    Stream<GpuOffer> named =
        gpuOffers.isEmpty()
            ? market.gpuOffers().stream().filter(offer -> !offer.basis().equals("user-stated"))
            : gpuOffers.stream().flatMap(id -> matching(market, id)).distinct();
    return named.filter(offer -> only.isEmpty() || only.contains(offer.term()));
  }

  private static Term term(String key) {
    return Term.ofKey(key)
        .orElseThrow(
            () ->
                Common.usage(
                    "--term: '" + key + "' is not known",
                    "Use one of "
                        + Stream.of(Term.values()).map(Term::key).collect(Collectors.joining(", "))
                        + "."));
  }

  private static Stream<GpuOffer> matching(Market market, String id) {
    if (!id.contains("*")) {
      return Stream.of(Common.gpuOffer(market, id));
    }
    Predicate<String> wanted =
        Pattern.compile("\\Q" + id.replace("*", "\\E.*\\Q") + "\\E").asMatchPredicate();
    List<GpuOffer> found =
        market.gpuOffers().stream().filter(offer -> wanted.test(offer.id())).toList();
    if (found.isEmpty()) {
      throw Common.usage(
          "--gpu-offer: no offer is like '" + id + "'", "See 'breakeven catalog list'.");
    }
    return found.stream();
  }

  private static ApiLatency latency(Market market, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw Common.usage(
          "--api-latency: '" + text + "'", "Write MODEL:ttft-p95=0.8s,tpot-p95=15ms.");
    }
    ApiOffer offer = Common.api(market, text.substring(0, colon));
    Slo stated = Common.parse("--api-latency", text.substring(colon + 1), Slo::parse);
    return new ApiLatency(offer.id(), stated, "stated");
  }
}
