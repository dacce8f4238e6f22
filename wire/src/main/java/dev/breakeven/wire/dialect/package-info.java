/// What a gateway reads of requests and answers that it forwards as they are.
///
/// Entry types: [RequestBody][dev.breakeven.wire.dialect.RequestBody],
/// [AnswerTap][dev.breakeven.wire.dialect.AnswerTap] and
/// [ErrorBody][dev.breakeven.wire.dialect.ErrorBody].
@NullMarked
package dev.breakeven.wire.dialect;

import org.jspecify.annotations.NullMarked;
