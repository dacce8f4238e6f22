/// Server-sent events as bytes.
///
/// Start at [dev.breakeven.wire.sse.EventSplitter].
@NullMarked
package dev.breakeven.wire.sse;

import org.jspecify.annotations.NullMarked;
