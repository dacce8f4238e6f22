/// A load driver over real HTTP: open or closed loop, with the time of every frame of a stream.
/// Entry: `LoadDriver`.
@NullMarked
package dev.breakeven.testkit.load;

import org.jspecify.annotations.NullMarked;
