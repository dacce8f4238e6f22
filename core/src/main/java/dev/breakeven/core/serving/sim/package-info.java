/// A trace through replicas of an engine, event by event: queues, batching, KV memory, prefix
/// cache.
///
/// Entry types: [Engine][dev.breakeven.core.serving.sim.Engine] (one replica),
/// [Cluster][dev.breakeven.core.serving.sim.Cluster] (how many, and who serves what) and
/// [Simulator][dev.breakeven.core.serving.sim.Simulator].
@NullMarked
package dev.breakeven.core.serving.sim;

import org.jspecify.annotations.NullMarked;
