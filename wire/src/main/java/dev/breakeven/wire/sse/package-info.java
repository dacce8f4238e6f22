/// Server-sent events as bytes, without any I/O.
///
/// [EventSplitter][dev.breakeven.wire.sse.EventSplitter] cuts a stream into events whose bytes pass
/// on as they are; [SseReader][dev.breakeven.wire.sse.SseReader] and
/// [SseWriter][dev.breakeven.wire.sse.SseWriter] take events apart and make new ones.
@NullMarked
package dev.breakeven.wire.sse;

import org.jspecify.annotations.NullMarked;
