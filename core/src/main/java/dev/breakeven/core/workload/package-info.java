/// Traffic: the requests of a trace, what it is like, and what is asked of whoever serves it.
///
/// Entry types: [Trace][dev.breakeven.core.workload.Trace],
/// [TraceStatistics][dev.breakeven.core.workload.TraceStatistics],
/// [SyntheticTrace][dev.breakeven.core.workload.SyntheticTrace],
/// [Shaping][dev.breakeven.core.workload.Shaping],
/// [LoadProfile][dev.breakeven.core.workload.LoadProfile] and
/// [Slo][dev.breakeven.core.workload.Slo].
@NullMarked
package dev.breakeven.core.workload;

import org.jspecify.annotations.NullMarked;
