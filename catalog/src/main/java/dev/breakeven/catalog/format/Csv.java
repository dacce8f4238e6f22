package dev.breakeven.catalog.format;

import java.util.ArrayList;
import java.util.List;

/// Comma-separated text with a header line, double quotes and doubled quotes inside them.
///
/// Columns are found by name, in any order; a quoted value may hold commas and line ends.
public final class Csv {
  private static final int MOST_COLUMNS = 200;

  private final SourceText source;
  private final String text;
  private int position;
  private int line = 1;

  /// The end of the line that a plain value was last looked for in.
  private int lineEnd = -1;

  private Csv(SourceText source) {
    this.source = source;
    this.text = source.text();
  }

  /// All rows; `optional` columns may be absent, any other column than these is an error.
  public static List<CsvRow> read(SourceText source, List<String> columns, List<String> optional) {
    Csv csv = new Csv(source);
    CsvHeader header = csv.header();
    header.require(columns, optional);
    return csv.rows(header);
  }

  /// All rows of somebody else's table, in which only some columns matter to us.
  public static List<CsvRow> readKnown(SourceText source, List<String> columns) {
    Csv csv = new Csv(source);
    CsvHeader header = csv.header();
    header.requireAtLeast(columns);
    return csv.rows(header);
  }

  /// The column names of the first line, to tell which table a file holds.
  public static List<String> columns(SourceText source) {
    return new Csv(source).header().names();
  }

  private CsvHeader header() {
    List<String> names = record();
    Place place = new Place(source.file(), 1);
    if (names.isEmpty()) {
      throw place.invalid("file is empty", "Start it with a header line of column names.");
    }
    return CsvHeader.of(place, names);
  }

  private List<CsvRow> rows(CsvHeader header) {
    List<CsvRow> rows = new ArrayList<>();
    while (position < text.length()) {
      Place place = new Place(source.file(), line);
      List<String> values = record();
      if (values.size() == 1 && values.getFirst().isBlank()) {
        continue;
      }
      if (values.size() != header.names().size()) {
        throw place.invalid(
            values.size() + " values under " + header.names().size() + " columns",
            "Give one value a column; quote a value that holds a comma.");
      }
      rows.add(new CsvRow(place, header, values));
    }
    return rows;
  }

  private List<String> record() {
    List<String> values = new ArrayList<>();
    while (position < text.length()) {
      values.add(text.charAt(position) == '"' ? quoted() : plain());
      if (values.size() > MOST_COLUMNS) {
        throw new Place(source.file(), line)
            .invalid("more than 200 columns", "Name a CSV file of the catalog.");
      }
      if (position >= text.length() || endOfRecord()) {
        return values;
      }
      position++;
      if (position >= text.length()) {
        values.add("");
      }
    }
    return values;
  }

  private String plain() {
    int start = position;
    if (lineEnd < position) {
      int found = text.indexOf('\n', position);
      lineEnd = found < 0 ? text.length() : found;
    }
    int comma = text.indexOf(',', position);
    if (comma >= 0 && comma < lineEnd) {
      position = comma;
    } else {
      boolean returned = lineEnd > position && text.charAt(lineEnd - 1) == '\r';
      position = returned ? lineEnd - 1 : lineEnd;
    }
    return text.substring(start, position);
  }

  private String quoted() {
    Place opened = new Place(source.file(), line);
    StringBuilder value = new StringBuilder();
    position++;
    while (position < text.length()) {
      char next = text.charAt(position++);
      if (next == '"') {
        if (position >= text.length() || text.charAt(position) != '"') {
          requireSeparator(opened);
          return value.toString();
        }
        position++;
      } else if (next == '\n') {
        line++;
      }
      value.append(next);
    }
    throw opened.invalid("a quote is never closed", "Close it, or complete a file cut short.");
  }

  private void requireSeparator(Place opened) {
    if (position < text.length() && !separates(text.charAt(position))) {
      throw opened.invalid(
          "text follows a closing quote", "Double each quote that stands inside quotes.");
    }
  }

  /// Steps over a line end, if one is here.
  private boolean endOfRecord() {
    if (text.charAt(position) == ',') {
      return false;
    }
    if (text.charAt(position) == '\r') {
      position++;
    }
    if (position < text.length() && text.charAt(position) == '\n') {
      position++;
    }
    line++;
    return true;
  }

  private static boolean separates(char next) {
    return next == ',' || next == '\n' || next == '\r';
  }
}
