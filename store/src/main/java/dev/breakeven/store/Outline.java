package dev.breakeven.store;

/// What a ledger holds, by its manifest: nothing is compared with its checksums.
///
/// `bytes` are those of all files it names; `unclosed` attempts were opened and never closed.
public record Outline(
    long segments, long dayFiles, long compactedRows, long bytes, long unclosed) {}
