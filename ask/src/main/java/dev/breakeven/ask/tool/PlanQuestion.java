package dev.breakeven.ask.tool;

import java.util.Optional;

/// A traffic to plan for, in the words of the flags of `plan`; an empty text is the default there.
///
/// `simulated` asks for the whole plan; without it options are compared by the closed form.
public record PlanQuestion(
    String volume,
    String outputShare,
    String shape,
    Optional<String> today,
    String slo,
    boolean simulated) {}
