/// Server-sent events as bytes: an incremental reader and a writer, without any I/O.
///
/// Entry types: [SseReader][dev.breakeven.wire.sse.SseReader] and
/// [SseWriter][dev.breakeven.wire.sse.SseWriter].
@NullMarked
package dev.breakeven.wire.sse;

import org.jspecify.annotations.NullMarked;
