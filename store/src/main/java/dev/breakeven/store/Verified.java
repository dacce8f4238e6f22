package dev.breakeven.store;

import dev.breakeven.core.units.Usd;
import java.util.List;

/// The state of a ledger, and in `problems` what is wrong with it.
///
/// `tornBytes` end segments whose writer was cut off in the middle of a line; that line was never
/// acknowledged, so it is no problem. Neither are `repeated` rows (the same attempt twice, counted
/// once), `revised` ones (the last holds), `unclosed` opens (they count at `reserved`) and
/// `unnamedFiles`, which the next compaction removes.
public record Verified(
    long generation,
    long attempts,
    long hotLines,
    long segments,
    long liveSegments,
    long tornBytes,
    long dayFiles,
    long compactedRows,
    long repeated,
    long revised,
    long corrections,
    long unclosed,
    Usd reserved,
    long unnamedFiles,
    List<String> problems) {
  public Verified {
    problems = List.copyOf(problems);
  }

  public boolean ok() {
    return problems.isEmpty();
  }
}
