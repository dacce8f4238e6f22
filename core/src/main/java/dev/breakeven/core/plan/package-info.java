/// The decision: which mix of hosted models and GPUs serves a traffic most cheaply.
///
/// Entry type: [Planner][dev.breakeven.core.plan.Planner], from a
/// [PlanRequest][dev.breakeven.core.plan.PlanRequest] to a [Plan][dev.breakeven.core.plan.Plan].
///
/// Closed forms for what is asked without a trace: [BreakEven][dev.breakeven.core.plan.BreakEven],
/// [Fleet][dev.breakeven.core.plan.Fleet] and
/// [BaselineAndSpill][dev.breakeven.core.plan.BaselineAndSpill], with the smaller questions beside
/// them. Their arithmetic is exact; money is rounded once, half-even, to a nano-dollar.
@NullMarked
package dev.breakeven.core.plan;

import org.jspecify.annotations.NullMarked;
