/// The decision: which mix of hosted models and GPUs serves a traffic most cheaply.
///
/// Entry type: [Planner][dev.breakeven.core.plan.Planner], from a
/// [PlanRequest][dev.breakeven.core.plan.PlanRequest] to a [Plan][dev.breakeven.core.plan.Plan].
@NullMarked
package dev.breakeven.core.plan;

import org.jspecify.annotations.NullMarked;
