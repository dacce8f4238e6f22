package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Other spellings of models and GPUs, compared without case.
///
/// A name is looked up as it is, then by the table, then both again without a trailing date
/// (`-20251101` or `-2025-11-01`). Nothing else is guessed.
final class Aliases {
  static final List<String> COLUMNS = List.of("alias", "id", "kind", "source");

  private final Map<String, String> models = new HashMap<>();
  private final Map<String, String> gpus = new HashMap<>();

  /// Adds a table; within one table a spelling must mean one thing, over tables the last wins.
  void add(SourceText source) {
    Map<String, CsvRow> seen = new HashMap<>();
    for (CsvRow row : Csv.read(source, COLUMNS, List.of())) {
      boolean model = row.yes("kind", "model", "gpu");
      String alias = row.required("alias").toLowerCase(Locale.ROOT);
      String id = row.required("id");
      CsvRow earlier = seen.put((model ? "model " : "gpu ") + alias, row);
      if (earlier != null && !earlier.text("id").equals(id)) {
        throw row.place()
            .invalid(
                alias
                    + " already means "
                    + earlier.text("id")
                    + " in line "
                    + earlier.place().line(),
                "Keep one meaning.");
      }
      (model ? models : gpus).put(alias, id);
    }
  }

  /// What the table says `spelled` means, without the date rule.
  Optional<String> exactModel(String spelled) {
    return Optional.ofNullable(models.get(spelled.toLowerCase(Locale.ROOT)));
  }

  /// Spellings, as `kind alias`, that mean an id that is neither in `knownModels` nor `knownGpus`.
  List<String> dangling(Set<String> knownModels, Set<String> knownGpus) {
    List<String> dangling = new ArrayList<>();
    for (Map.Entry<String, String> meaning : new TreeMap<>(models).entrySet()) {
      if (!knownModels.contains(meaning.getValue())) {
        dangling.add("model " + meaning.getKey() + " -> " + meaning.getValue());
      }
    }
    for (Map.Entry<String, String> meaning : new TreeMap<>(gpus).entrySet()) {
      if (!knownGpus.contains(meaning.getValue())) {
        dangling.add("gpu " + meaning.getKey() + " -> " + meaning.getValue());
      }
    }
    return dangling;
  }

  <T> Optional<T> findModel(String name, Map<String, T> known) {
    return find(name, known, models);
  }

  <T> Optional<T> findGpu(String name, Map<String, T> known) {
    return find(name, known, gpus);
  }

  private static <T> Optional<T> find(
      String name, Map<String, T> known, Map<String, String> meanings) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    T found = direct(lower, known, meanings);
    if (found == null) {
      String undated = undated(lower);
      found = undated.equals(lower) ? null : direct(undated, known, meanings);
    }
    return Optional.ofNullable(found);
  }

  private static <T> @Nullable T direct(
      String name, Map<String, T> known, Map<String, String> meanings) {
    T found = known.get(name);
    if (found != null) {
      return found;
    }
    String meaning = meanings.get(name);
    return meaning == null ? null : known.get(meaning);
  }

  /// `name` without a trailing `-YYYYMMDD` or `-YYYY-MM-DD`.
  static String undated(String name) {
    int length = name.length();
    if (length > 9 && name.charAt(length - 9) == '-' && digits(name, length - 8, length)) {
      return name.substring(0, length - 9);
    }
    boolean dashed =
        length > 11
            && name.charAt(length - 11) == '-'
            && name.charAt(length - 6) == '-'
            && name.charAt(length - 3) == '-';
    if (dashed
        && digits(name, length - 10, length - 6)
        && digits(name, length - 5, length - 3)
        && digits(name, length - 2, length)) {
      return name.substring(0, length - 11);
    }
    return name;
  }

  private static boolean digits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
