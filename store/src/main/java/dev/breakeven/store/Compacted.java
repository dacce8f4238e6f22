package dev.breakeven.store;

/// What a compaction did.
///
/// `rows` came to be in day files, `repeated` were there before, `revised` replaced a row with
/// other tokens. `unclosed` opens stay hot. `liveSegments` belong to running writers and were left
/// alone.
public record Compacted(
    long segments,
    long liveSegments,
    long rows,
    long repeated,
    long revised,
    long corrections,
    long unclosed,
    long damagedLines,
    long expiredFiles,
    long dayFiles) {}
