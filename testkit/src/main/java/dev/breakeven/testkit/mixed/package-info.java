/// A second made-up estate, of other shapes than the first: [MixedEstate] is the entry.
@NullMarked
package dev.breakeven.testkit.mixed;

import org.jspecify.annotations.NullMarked;
