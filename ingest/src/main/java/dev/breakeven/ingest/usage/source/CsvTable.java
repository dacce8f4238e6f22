package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.text.CsvRecords;
import dev.breakeven.ingest.text.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// A CSV file with a header: quoted fields may hold commas, doubled quotes and line ends.
final class CsvTable {
  private final CsvRecords records;
  private final String name;
  private final UsageSink sink;
  private List<String> columns = List.of();

  CsvTable(Lines lines, String name, UsageSink sink) {
    records = new CsvRecords(lines);
    this.name = name;
    this.sink = sink;
  }

  void each(BiConsumer<JsonObject, String> visitor) {
    while (records.next()) {
      String where = name + ":" + records.number();
      switch (records.state()) {
        case TOO_LONG -> sink.reject(Rows.TOO_LONG, where);
        case OPEN -> sink.reject("a quoted field does not end", where);
        case WHOLE -> take(where, visitor);
      }
    }
  }

  private void take(String where, BiConsumer<JsonObject, String> visitor) {
    byte[] row = records.bytes();
    CsvFields fields = records.fields();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < fields.count() && i < 1_024; i++) {
      String raw =
          new String(row, fields.start(i), fields.end(i) - fields.start(i), StandardCharsets.UTF_8);
      values.add(raw.replace("\"\"", "\""));
    }
    if (columns.isEmpty()) {
      columns = values.stream().map(String::strip).toList();
    } else if (values.size() != columns.size()) {
      sink.reject("not as many columns as the header", where);
    } else {
      visitor.accept(object(values), where);
    }
  }

  private JsonObject object(List<String> values) {
    Map<String, Object> object = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty() && !JsonObject.CONTENT.contains(columns.get(i))) {
        object.put(columns.get(i), values.get(i));
      }
    }
    return new JsonObject(object);
  }
}
