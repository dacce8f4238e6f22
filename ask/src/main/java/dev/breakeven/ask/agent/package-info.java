/// Questions in words, answered by the tools: by rules of ours, or by a model whose figures are
/// checked against what the tools returned.
///
/// Entry types: [StandardQuestions][dev.breakeven.ask.agent.StandardQuestions] and
/// [Agent][dev.breakeven.ask.agent.Agent].
@NullMarked
package dev.breakeven.ask.agent;

import org.jspecify.annotations.NullMarked;
