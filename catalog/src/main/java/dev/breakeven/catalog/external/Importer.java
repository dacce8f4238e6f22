package dev.breakeven.catalog.external;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.format.JsonValue;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.Source;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads price catalogs of other projects, whichever they are.
///
/// A model has one maker in all that one importer reads. Not thread-safe.
public final class Importer {
  private final Catalog catalog;
  private final Map<String, String> makers = new HashMap<>();

  /// `catalog` lends its alias table and says who makes which model.
  public Importer(Catalog catalog) {
    this.catalog = catalog;
  }

  /// Reads `source`, whose prices were true on `asOf`: the files do not say.
  ///
  /// Throws `BreakevenException` when it is not JSON or none of the catalogs we know.
  public Import read(SourceText source, LocalDate asOf) {
    if (source.text().isBlank()) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY, "the file is empty", source.file(), "Give a price catalog.");
    }
    JsonValue root = JsonValue.read(source);
    Tally tally = new Tally();
    ImportFormat format = format(root, source);
    List<Entry> entries =
        switch (format) {
          case GENAI_PRICES -> new GenaiPrices(tally).read(root);
          case LITELLM -> new LiteLlm(tally).read(root);
          case MODELS_DEV -> new ModelsDev(tally).read(root);
        };
    Path name = Path.of(source.file()).getFileName();
    Source from = new Source(format + ", " + (name == null ? source.file() : name), asOf);
    List<ImportedOffer> offers = new Naming(catalog, makers, tally).name(entries, from);
    return new Import(format, offers, tally.problems());
  }

  private static ImportFormat format(JsonValue root, SourceText source) {
    if (GenaiPrices.looksLike(root)) {
      return ImportFormat.GENAI_PRICES;
    }
    if (ModelsDev.looksLike(root)) {
      return ImportFormat.MODELS_DEV;
    }
    if (LiteLlm.looksLike(root)) {
      return ImportFormat.LITELLM;
    }
    throw new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN,
        "JSON, but none of the price catalogs we read",
        source.file(),
        "Give the data.json of genai-prices v2, the price file of LiteLLM, or models.dev's JSON.");
  }
}
