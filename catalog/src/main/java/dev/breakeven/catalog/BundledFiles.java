package dev.breakeven.catalog;

import dev.breakeven.catalog.format.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The data files inside the program.
final class BundledFiles {
  private BundledFiles() {}

  /// A file that always ships.
  static SourceText require(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("catalog data is missing: " + name));
  }

  static Optional<SourceText> find(String name) {
    try (InputStream stream = BundledFiles.class.getResourceAsStream("data/" + name)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(SourceText.decode("catalog/" + name, stream.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
