/// A stand-in for OpenAI, Anthropic or an engine, with faults on demand.
///
/// Start at [dev.breakeven.testkit.upstream.MockUpstream].
@NullMarked
package dev.breakeven.testkit.upstream;

import org.jspecify.annotations.NullMarked;
