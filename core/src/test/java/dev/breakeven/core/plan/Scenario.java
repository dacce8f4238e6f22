package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plan to be made: an hour of one request a second, 1000 tokens in and 200 out, on a model that
/// runs only as one replica on four rented H100s at $10 an hour together, with nobody to pay.
///
/// A month of it is 2,628,000,000 tokens in and 525,600,000 out.
final class Scenario {
  static final ModelCard MODEL = KnownHardware.LLAMA_70B;
  static final Usd INSTANCE_MONTH = Usd.ofDollars(7300);
  private static final Source SOURCE = new Source("test", LocalDate.parse("2026-01-01"));

  Trace trace = everySecond(3600, 1000, 200);
  Ratio scale = Ratio.ONE;

  /// Instead of one made from `trace` and `scale`.
  Optional<Traffic> traffic = Optional.empty();

  Slo slo = Slo.parse("ttft-p95=5s,tpot-p95=100ms");
  boolean sloStated;
  Optional<ApiOffer> today = Optional.empty();
  Optional<ApiOffer> frontier = Optional.empty();
  List<ApiOffer> hosts = new ArrayList<>();
  List<Precision> precisions = List.of(Precision.BF16);
  List<GpuOffer> gpuOffers = new ArrayList<>(List.of(rent("four-h100", 4, "10")));
  List<ApiLatency> latencies = new ArrayList<>();
  Constraints constraints = Constraints.NONE;
  Flexibility flexibility = Flexibility.NONE;
  Map<ModelId, Resolution> resolutions = Map.of();
  Assumptions assumptions = nobody(Redundancy.NONE);
  ConstantsSource constants = ConstantsSource.always(StepConstants.DEFAULT);

  static Trace everySecond(int requests, int input, int output) {
    Trace.Builder builder = new Trace.Builder().period(requests * 1_000_000_000L);
    for (int i = 0; i < requests; i++) {
      builder.add(i * 1_000_000_000L, input, output);
    }
    return builder.build(new Provenance.Observed("test"));
  }

  static Assumptions nobody(Redundancy redundancy) {
    return new Assumptions(Ratio.ZERO, Usd.ZERO, 1, Ratio.ZERO, 12, Usd.ZERO, redundancy);
  }

  static GpuOffer rent(String id, int gpus, String usdPerHour) {
    return offer(id, gpus, usdPerHour, Term.ON_DEMAND, Optional.empty());
  }

  /// `taken` is the share of machines that a month loses.
  static GpuOffer offer(String id, int gpus, String usdPerHour, Term term, Optional<Ratio> taken) {
    return new GpuOffer(
        id,
        new ProviderId("rental"),
        "box",
        KnownHardware.H100.id(),
        gpus,
        "",
        term,
        UsdPerHour.parse(usdPerHour),
        Optional.empty(),
        "$" + usdPerHour + "/h",
        "",
        taken,
        "list",
        SOURCE,
        "",
        Optional.empty());
  }

  /// `model` at `provider`, USD per million tokens in and out; an empty output price is not known.
  static ApiOffer host(String provider, ModelId model, String input, String output) {
    Map<TokenClass, String> rates =
        output.isEmpty()
            ? Map.of(TokenClass.INPUT, input)
            : Map.of(TokenClass.INPUT, input, TokenClass.OUTPUT, output);
    return host(provider, model, Optional.empty(), List.of(SampleOffers.row(0, rates)));
  }

  static ApiOffer host(
      String provider, ModelId model, Optional<Tokens> context, List<PriceRow> prices) {
    return new ApiOffer(
        new ProviderId(provider),
        model,
        false,
        true,
        context,
        Optional.empty(),
        prices,
        List.of(),
        Multiplier.ONE,
        SOURCE,
        "");
  }

  /// The scenario's model at a host that charges `usdPerMonth` for its month, by input alone.
  static ApiOffer hostAt(long usdPerMonth) {
    Ratio perMillion = Ratio.of(usdPerMonth * 1_000_000, 2_628_000_000L);
    return host("host", MODEL.id(), perMillion.decimal(6).toPlainString(), "0");
  }

  /// Scales the traffic so that it keeps `replicas` busy.
  Scenario load(double replicas) {
    scale = Ratio.ONE;
    double atOne = search().options().getFirst().sizing().queue().meanLoad();
    scale = Ratio.ofMeasured(replicas / atOne, 12);
    return this;
  }

  PlanRequest request() {
    return new PlanRequest(
        traffic.orElseGet(() -> new Traffic(trace, scale)),
        slo,
        sloStated,
        today,
        frontier,
        List.of(new Candidate(MODEL, precisions)),
        gpuOffers,
        latencies,
        ServiceClass.STANDARD,
        "",
        assumptions,
        constraints,
        flexibility,
        resolutions,
        ServingEngine.VLLM,
        SampleOffers.NOON);
  }

  OwnSearch search() {
    return new OwnSearch(request(), List.of(KnownHardware.H100), constants);
  }

  Plan plan() {
    return plan(new SimulatedRuns());
  }

  Plan plan(SimulatedRuns runs) {
    return new Planner(new Offered(hosts), constants, runs).plan(request());
  }

  /// The same by the closed form alone.
  Plan estimate() {
    return new Planner(new Offered(hosts), constants).estimate(request());
  }

  /// A market of `hosts` and H100s; the offers to rent stand in the request.
  private record Offered(List<ApiOffer> apiOffers) implements Market {
    @Override
    public List<GpuOffer> gpuOffers() {
      return List.of();
    }

    @Override
    public List<ModelCard> models() {
      return List.of(MODEL);
    }

    @Override
    public List<GpuSpec> gpus() {
      return List.of(KnownHardware.H100);
    }

    @Override
    public LocalDate asOf() {
      return SOURCE.asOf();
    }
  }
}
