/// The command line: one class a verb; `cli.render` draws, `cli.wiring` binds ports to their parts.
///
/// Entry type: [Main][dev.breakeven.cli.Main].
@NullMarked
package dev.breakeven.cli;

import org.jspecify.annotations.NullMarked;
