/// The tools over the Model Context Protocol, on standard input and output.
///
/// Entry type: [ToolServer][dev.breakeven.ask.mcp.ToolServer].
@NullMarked
package dev.breakeven.ask.mcp;

import org.jspecify.annotations.NullMarked;
