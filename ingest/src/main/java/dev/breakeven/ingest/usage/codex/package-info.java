/// Codex session logs; quirks are in the README beside the sources.
///
/// Entry type: [CodexSource][dev.breakeven.ingest.usage.codex.CodexSource].
@NullMarked
package dev.breakeven.ingest.usage.codex;

import org.jspecify.annotations.NullMarked;
