/// What can go wrong for a user, in one table of codes.
///
/// Entry type: [BreakevenException][dev.breakeven.core.error.BreakevenException].
@NullMarked
package dev.breakeven.core.error;

import org.jspecify.annotations.NullMarked;
