package dev.breakeven.store;

/// Attempt hashes in their order, by position, each with the digest of its tokens.
interface IdEntries {
  long size();

  long high(long index);

  long low(long index);

  long digest(long index);
}
