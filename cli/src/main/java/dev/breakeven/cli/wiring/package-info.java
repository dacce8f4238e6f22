/// The composition root: the only place that makes edges and reads the clock and the environment.
///
/// Entry type: [Wiring][dev.breakeven.cli.wiring.Wiring].
@NullMarked
package dev.breakeven.cli.wiring;

import org.jspecify.annotations.NullMarked;
