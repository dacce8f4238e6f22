package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.workload.Slo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything a plan is made from; the same request gives the same plan.
///
/// `slo` sizes own GPUs always; `sloStated` says that the user asked for it, so that hosted options
/// are held to it too. `resolutions` are what the user saw models resolve. `at` is the instant
/// whose prices are in force.
public record PlanRequest(
    Traffic traffic,
    Slo slo,
    boolean sloStated,
    Optional<ApiOffer> today,
    Optional<ApiOffer> frontier,
    List<Candidate> candidates,
    List<GpuOffer> gpuOffers,
    List<ApiLatency> latencies,
    ServiceClass service,
    String region,
    Assumptions assumptions,
    Constraints constraints,
    Flexibility flexibility,
    Map<ModelId, Resolution> resolutions,
    ServingEngine engine,
    Instant at) {
  public PlanRequest {
    candidates = List.copyOf(candidates);
    gpuOffers = List.copyOf(gpuOffers);
    latencies = List.copyOf(latencies);
    resolutions = Map.copyOf(resolutions);
  }
}
