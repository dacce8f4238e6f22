/// Inference engines that run on this machine.
///
/// Entry type: [LocalEngines][dev.breakeven.ingest.engine.LocalEngines].
@NullMarked
package dev.breakeven.ingest.engine;

import org.jspecify.annotations.NullMarked;
