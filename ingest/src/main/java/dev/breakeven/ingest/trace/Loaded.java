package dev.breakeven.ingest.trace;

import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Trace;

/// A trace that was read, what became of its rows, and the name of its format.
public record Loaded(Trace trace, Intake intake, String format) {}
