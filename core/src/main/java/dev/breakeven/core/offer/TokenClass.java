package dev.breakeven.core.offer;

/// The disjoint classes into which every billed token falls exactly once.
public enum TokenClass {
  /// Prompt tokens that were neither read from nor written to a prompt cache.
  INPUT("input"),
  CACHE_READ("cache_read"),
  /// Prompt tokens written to a cache that lives five minutes (the only class where one exists).
  CACHE_WRITE_5M("cache_write_5m"),
  CACHE_WRITE_1H("cache_write_1h"),
  /// Generated tokens that the caller sees.
  OUTPUT("output"),
  /// Generated tokens that the caller does not see; billed as output unless a price says otherwise.
  REASONING("reasoning");

  private final String key;

  TokenClass(String key) {
    this.key = key;
  }

  /// The name in files and JSON.
  public String key() {
    return key;
  }

  public boolean isInput() {
    return compareTo(OUTPUT) < 0;
  }
}
