package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.TextSource;

/// A kind of usage log or bill: how to know it, what its token fields include, how to read it.
///
/// One source is one package with an implementation, a fixture, a golden test and a README, and one
/// line in `UsageSources`. Immutable; what a reading remembers lives in its [Reader].
public interface UsageSource {
  /// A short name in kebab case, such as `claude-code`.
  String name();

  /// What the source's own token fields include in one another.
  TokenFields tokenFields();

  /// True for the beginning of a file of this kind.
  boolean recognises(Head head);

  /// Files with an equal group are read by one reader, one after the other.
  ///
  /// A group is as large as what must be known together: the memory of a reader ends with it.
  default String group(String file) {
    return file;
  }

  Reader reader(UsageSink sink);

  /// Reads the files of one group. Not thread-safe.
  interface Reader {
    void read(TextSource input);

    /// After the last file of the group.
    default void finish() {}
  }
}
