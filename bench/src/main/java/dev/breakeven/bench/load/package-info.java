/// Runs against a real engine that speaks the OpenAI dialect, and the measured points they give.
/// Entry: `EngineRuns`.
@NullMarked
package dev.breakeven.bench.load;

import org.jspecify.annotations.NullMarked;
