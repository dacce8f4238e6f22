/// Measured serving points and the constants fitted to them, as files.
@NullMarked
package dev.breakeven.catalog.measured;

import org.jspecify.annotations.NullMarked;
