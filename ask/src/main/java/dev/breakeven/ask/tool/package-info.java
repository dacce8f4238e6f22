/// The facts of the audit, the ledger, the planner and the catalog as tools that answer tables: one
/// definition for MCP, `ask` and the reference page.
///
/// Entry type: [Tools][dev.breakeven.ask.tool.Tools].
@NullMarked
package dev.breakeven.ask.tool;

import org.jspecify.annotations.NullMarked;
