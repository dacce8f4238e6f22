/// Claude Code session logs; quirks are in the README beside the sources.
///
/// Entry type: [ClaudeCodeSource][dev.breakeven.ingest.usage.claudecode.ClaudeCodeSource].
@NullMarked
package dev.breakeven.ingest.usage.claudecode;

import org.jspecify.annotations.NullMarked;
