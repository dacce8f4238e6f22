/// Requests, answers, streams and errors of one dialect in the other, field by field.
///
/// What the other dialect cannot say is refused, and the error names the field; what changes
/// nothing about the answer is left out by a stated rule (`docs/reference/dialects.md`).
@NullMarked
package dev.breakeven.wire.translate;

import org.jspecify.annotations.NullMarked;
