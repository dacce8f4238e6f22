/// Usage logs and bills from files: the source found by content, every row a call or counted.
///
/// Entry types: [UsageFiles][dev.breakeven.ingest.usage.UsageFiles],
/// [ExportFiles][dev.breakeven.ingest.usage.ExportFiles] and
/// [LocalLogs][dev.breakeven.ingest.usage.LocalLogs].
@NullMarked
package dev.breakeven.ingest.usage;

import org.jspecify.annotations.NullMarked;
