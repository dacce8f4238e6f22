/// Who calls: virtual keys, known by their hashes only.
///
/// Start at [dev.breakeven.gateway.key.KeyRing].
@NullMarked
package dev.breakeven.gateway.key;

import org.jspecify.annotations.NullMarked;
