/// How fast an open model runs on a GPU, and whether it fits: the closed form.
///
/// Entry types: [Deployment][dev.breakeven.core.serving.Deployment] (what runs where),
/// [Fit][dev.breakeven.core.serving.Fit] (memory) and
/// [SteadyState][dev.breakeven.core.serving.SteadyState] (throughput and latency at a concurrency).
@NullMarked
package dev.breakeven.core.serving;

import org.jspecify.annotations.NullMarked;
