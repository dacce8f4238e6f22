/// The command line: verbs, rendering, and in `cli.wiring` the composition root.
@NullMarked
package dev.breakeven.cli;

import org.jspecify.annotations.NullMarked;
