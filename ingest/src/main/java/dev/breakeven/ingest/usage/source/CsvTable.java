package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.trace.format.CsvFields;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// A CSV file with a header: quoted fields may hold commas, doubled quotes and line ends.
final class CsvTable {
  private static final int LONGEST_ROW = Lines.MAX_LINE;

  private final Lines lines;
  private final String name;
  private final UsageSink sink;
  private final CsvFields fields = new CsvFields();
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();
  private List<String> columns = List.of();

  CsvTable(Lines lines, String name, UsageSink sink) {
    this.lines = lines;
    this.name = name;
    this.sink = sink;
  }

  void each(BiConsumer<JsonObject, String> visitor) {
    while (lines.next()) {
      String where = name + ":" + lines.number();
      if (lines.tooLong()) {
        sink.reject(Rows.TOO_LONG, where);
      } else if (!Lines.isBlank(lines.bytes(), lines.start(), lines.end())) {
        byte[] row = wholeRow();
        if (row.length == 0) {
          sink.reject("a quoted field does not end", where);
        } else {
          take(row, where, visitor);
        }
      }
    }
  }

  /// The bytes of the row that begins with this line; none when its quotes never close.
  private byte[] wholeRow() {
    joined.reset();
    joined.write(lines.bytes(), lines.start(), lines.end() - lines.start());
    boolean open = oddQuotes(lines.bytes(), lines.start(), lines.end());
    while (open) {
      if (joined.size() > LONGEST_ROW || !lines.next() || lines.tooLong()) {
        return new byte[0];
      }
      joined.write('\n');
      joined.write(lines.bytes(), lines.start(), lines.end() - lines.start());
      open = !oddQuotes(lines.bytes(), lines.start(), lines.end());
    }
    return joined.toByteArray();
  }

  private static boolean oddQuotes(byte[] bytes, int from, int to) {
    boolean odd = false;
    for (int i = from; i < to; i++) {
      odd ^= bytes[i] == '"';
    }
    return odd;
  }

  private void take(byte[] row, String where, BiConsumer<JsonObject, String> visitor) {
    fields.split(row, 0, row.length);
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
