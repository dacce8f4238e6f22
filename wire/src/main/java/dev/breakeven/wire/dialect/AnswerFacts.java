package dev.breakeven.wire.dialect;

import dev.breakeven.core.ledger.Metered;

/// What a gateway has to know of an answer to record it. Empty means not said.
///
/// `model` is the one that answered and `finish` the reason in the words of the upstream.
/// `complete` is false for a stream that was cut, has a bad chunk or ended with an error; `error`
/// says what the upstream or we said about it. `writtenTokens` is an estimate of what the model
/// wrote, for where the usage is absent.
public record AnswerFacts(
    String id,
    String model,
    String finish,
    Metered metered,
    boolean complete,
    String error,
    long writtenTokens) {}
