/// What a gateway must know of requests and answers in the dialects of OpenAI and Anthropic,
/// read from the bytes as they pass and without building a document.
///
/// Start at [dev.breakeven.wire.llm.RequestOutline] and [dev.breakeven.wire.llm.AnswerReader].
@NullMarked
package dev.breakeven.wire.llm;

import org.jspecify.annotations.NullMarked;
