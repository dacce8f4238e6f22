/// An estate made up with waste of known dollars, and with things that only look like waste.
/// Entry: `PlantedEstate`.
@NullMarked
package dev.breakeven.testkit.estate;

import org.jspecify.annotations.NullMarked;
