package dev.breakeven.ingest.trace.format;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A kind of trace file: how to know it and how to read a row of it.
///
/// One format is one package with an implementation, a fixture, a golden test and a README, and one
/// line in `TraceFormats`.
public interface TraceFormat {
  /// A short name in kebab case, such as `azure`.
  String name();

  /// Names of columns or keys without which a file is not of this format.
  List<String> requiredNames();

  /// True when the first line that is not blank names the columns.
  boolean hasHeader();

  /// True for a line of names that has all this format requires, and is not another's.
  default boolean matches(Sample sample) {
    return hasHeader() != sample.json() && sample.names().containsAll(requiredNames());
  }

  /// A reader of the rows of one file, of which `sample` is the header or an early row.
  RowReader reader(Sample sample);

  /// How the format looks, for a user whose file is none.
  default String looksLike() {
    return hasHeader()
        ? String.join(",", requiredNames())
        : "{\"" + String.join("\":…,\"", requiredNames()) + "\":…}";
  }

  /// How many of the required names `sample` has.
  default int namesShared(Sample sample) {
    Set<String> shared = new TreeSet<>(requiredNames());
    shared.retainAll(sample.names());
    return hasHeader() == sample.json() ? 0 : shared.size();
  }
}
