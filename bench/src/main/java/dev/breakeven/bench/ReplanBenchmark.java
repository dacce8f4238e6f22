package dev.breakeven.bench;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.plan.Assumptions;
import dev.breakeven.core.plan.Candidate;
import dev.breakeven.core.plan.Constraints;
import dev.breakeven.core.plan.Flexibility;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PlanRequest;
import dev.breakeven.core.plan.Planner;
import dev.breakeven.core.plan.SimulatedRuns;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.workload.Slo;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A plan for an hour of 20,000 requests again, with one input that no plan before had.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(2)
public class ReplanBenchmark {
  private static final int REQUESTS = 20_000;

  /// What changes; `everything` plans without what earlier plans simulated.
  public enum Change {
    API_PRICE,
    GPU_PRICE,
    LABOUR,
    SLO,
    EVERYTHING
  }

  @Param public Change change = Change.API_PRICE;

  private final Catalog catalog = Catalog.load(List.of());
  private final dev.breakeven.core.plan.Traffic traffic =
      new dev.breakeven.core.plan.Traffic(
          Traffic.trace(REQUESTS, REQUESTS / 3_600.0, 5), Ratio.ONE);
  private SimulatedRuns runs = new SimulatedRuns();
  private long number;

  /// The first plan; the same plan without what was simulated must be equal.
  @Setup
  public void planOnce() {
    String warm = plan(0).verdict().line();
    runs = new SimulatedRuns();
    String cold = plan(0).verdict().line();
    if (!warm.equals(cold)) {
      throw new IllegalStateException(warm + " (expected: " + cold + ")");
    }
  }

  /// The plan with the next value of what changes.
  @Benchmark
  public Plan replan() {
    if (change == Change.EVERYTHING) {
      runs = new SimulatedRuns();
    }
    return plan(++number);
  }

  private Plan plan(long step) {
    Market market = change == Change.API_PRICE ? new Discounted(catalog, discount(step)) : catalog;
    return new Planner(market, ConstantsSource.always(StepConstants.DEFAULT), runs)
        .plan(request(market, step));
  }

  /// From 1 down to 0.8 in steps that do not repeat within a run.
  private static Multiplier discount(long step) {
    return new Multiplier(1_000_000 - step * 1_370 % 200_000, 1_000_000);
  }

  private PlanRequest request(Market market, long step) {
    return new PlanRequest(
        traffic,
        Slo.parse(
            "ttft-p95=%dms,tpot-p95=60ms".formatted(change == Change.SLO ? 2_000 + step : 2_000)),
        false,
        market.findApi("gpt-4o"),
        market.findApi("claude-sonnet-4.6"),
        List.of(
            candidate("llama-3.3-70b", Precision.BF16, Precision.FP8),
            candidate("gemma-4-31b", Precision.BF16, Precision.FP8),
            candidate("gpt-oss-120b", Precision.MXFP4)),
        catalog.gpuOffers().stream()
            .filter(offer -> !offer.isVariable() && !offer.basis().equals("user-stated"))
            .map(offer -> change == Change.GPU_PRICE ? dearer(offer, step) : offer)
            .toList(),
        List.of(),
        ServiceClass.STANDARD,
        "",
        change == Change.LABOUR ? labour(step) : Assumptions.DEFAULT,
        Constraints.NONE,
        Flexibility.NONE,
        Map.of(),
        ServingEngine.VLLM,
        Instant.parse("2026-11-21T12:00:00Z"));
  }

  private Candidate candidate(String name, Precision... precisions) {
    return new Candidate(catalog.findModel(name).orElseThrow(), List.of(precisions));
  }

  private static Assumptions labour(long step) {
    Assumptions usual = Assumptions.DEFAULT;
    return new Assumptions(
        usual.fte(),
        Usd.ofDollars(150_000 + step * 137 % 100_000),
        usual.tenants(),
        usual.setupWeeks(),
        usual.setupMonths(),
        usual.monitoringPerMonth(),
        usual.redundancy());
  }

  /// By up to a fifth.
  private static GpuOffer dearer(GpuOffer offer, long step) {
    long nanos = offer.usdPerHour().nanos();
    return new GpuOffer(
        offer.id(),
        offer.provider(),
        offer.instance(),
        offer.gpu(),
        offer.gpuCount(),
        offer.region(),
        offer.term(),
        new UsdPerHour(nanos + nanos / 5_000 * (step * 37 % 1_000)),
        offer.monthly(),
        offer.listed(),
        offer.availability(),
        offer.interruptionRate(),
        offer.basis(),
        offer.source(),
        offer.note(),
        offer.upfront());
  }

  /// The market with the same discount at every host.
  private record Discounted(Market market, Multiplier discount) implements Market {
    private ApiOffer at(ApiOffer offer) {
      return new ApiOffer(
          offer.provider(),
          offer.model(),
          offer.vendor(),
          offer.openWeights(),
          offer.context(),
          offer.maxOutput(),
          offer.prices(),
          offer.rateTiers(),
          discount,
          offer.source(),
          offer.note());
    }

    @Override
    public List<ApiOffer> apiOffers() {
      return market.apiOffers().stream().map(this::at).toList();
    }

    @Override
    public List<GpuOffer> gpuOffers() {
      return market.gpuOffers();
    }

    @Override
    public List<ModelCard> models() {
      return market.models();
    }

    @Override
    public List<GpuSpec> gpus() {
      return market.gpus();
    }

    @Override
    public Optional<ApiOffer> findApi(String name) {
      return market.findApi(name).map(this::at);
    }

    @Override
    public Optional<ModelCard> findModel(String name) {
      return market.findModel(name);
    }

    @Override
    public Optional<GpuSpec> findGpu(String name) {
      return market.findGpu(name);
    }

    @Override
    public Optional<GpuOffer> findGpuOffer(String id) {
      return market.findGpuOffer(id);
    }

    @Override
    public List<String> similar(String name) {
      return market.similar(name);
    }

    @Override
    public LocalDate asOf() {
      return market.asOf();
    }
  }
}
