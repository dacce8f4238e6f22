package dev.breakeven.catalog;

/// A row that is well formed but cannot be offered, and why; nothing is guessed in its place.
///
/// `where` is the file and line of the row.
public record Unusable(String id, String reason, String where) {}
