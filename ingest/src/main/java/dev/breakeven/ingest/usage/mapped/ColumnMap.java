package dev.breakeven.ingest.usage.mapped;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Which column of a user's table holds which field. Immutable.
///
/// A column may be a path into JSON, such as `usage.prompt_tokens`.
public final class ColumnMap {
  private static final String FLAG = "--map";

  private final Map<Field, String> columns;

  /// What a column can hold. `input` counts uncached tokens only, `input_total` all of the prompt;
  /// `output` counts visible tokens only, `output_total` those of reasoning too.
  public enum Field {
    ID,
    AT,
    MODEL,
    PROVIDER,
    REGION,
    INPUT,
    INPUT_TOTAL,
    CACHE_READ,
    CACHE_WRITE,
    CACHE_WRITE_1H,
    OUTPUT,
    OUTPUT_TOTAL,
    REASONING,
    USD,
    KEY,
    SERVICE,
    TEAM,
    TENANT,
    USER,
    SESSION,
    PROJECT,
    TTFT_MS,
    DURATION_MS,
    STATUS,
    FINISH;

    /// The name on the command line.
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private ColumnMap(Map<Field, String> columns) {
    this.columns = columns;
  }

  /// Reads `field=column` pairs, each text one or several with commas.
  ///
  /// Throws `USAGE` for a field we do not know, one named twice, and for what cannot be metered.
  public static ColumnMap parse(List<String> pairs) {
    EnumMap<Field, String> columns = new EnumMap<>(Field.class);
    for (String pair : String.join(",", pairs).split(",")) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw usage("'" + pair.strip() + "' is not field=column");
      }
      Field field = field(pair.substring(0, equals).strip());
      if (columns.put(field, pair.substring(equals + 1).strip()) != null) {
        throw usage(field.key() + " is named twice");
      }
    }
    ColumnMap map = new ColumnMap(columns);
    if (!map.has(Field.AT) || !map.has(Field.MODEL)) {
      throw usage("at and model are needed");
    }
    if (map.has(Field.INPUT) == map.has(Field.INPUT_TOTAL)
        || map.has(Field.OUTPUT) == map.has(Field.OUTPUT_TOTAL)) {
      throw usage("needed are input or input_total, and output or output_total, one of each");
    }
    return map;
  }

  private static Field field(String key) {
    return Arrays.stream(Field.values())
        .filter(field -> field.key().equals(key))
        .findFirst()
        .orElseThrow(() -> usage("there is no field '" + key + "'"));
  }

  private static BreakevenException usage(String what) {
    String fields = Arrays.stream(Field.values()).map(Field::key).collect(Collectors.joining(", "));
    return new BreakevenException(
        ErrorCode.USAGE, what, FLAG, "Give pairs such as at=created,model=llm; fields: " + fields);
  }

  boolean has(Field field) {
    return columns.containsKey(field);
  }

  /// The column as the user named it.
  String column(Field field) {
    return columns.getOrDefault(field, "");
  }
}
