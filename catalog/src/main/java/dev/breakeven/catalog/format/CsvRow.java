package dev.breakeven.catalog.format;

import dev.breakeven.core.error.BreakevenException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One row of a table; reads its values as what the column holds, or says what is wrong and where.
public final class CsvRow {
  private final Place place;
  private final CsvHeader header;
  private final List<String> values;

  CsvRow(Place place, CsvHeader header, List<String> values) {
    this.place = place;
    this.header = header;
    this.values = values;
  }

  public Place place() {
    return place;
  }

  /// The value without outer blanks; empty when the column is blank or absent.
  public String text(String column) {
    OptionalInt position = header.position(column);
    return position.isEmpty() ? "" : values.get(position.getAsInt()).strip();
  }

  public boolean has(String column) {
    return !text(column).isEmpty();
  }

  /// The value; an error when it is blank.
  public String required(String column) {
    String text = text(column);
    if (text.isEmpty()) {
      throw place.invalid(column + " is blank", "Fill the column " + column + ".");
    }
    return text;
  }

  public LocalDate day(String column) {
    String text = required(column);
    try {
      return Numerals.day(text);
    } catch (DateTimeException e) {
      throw wrong(column, text, "a day such as 2026-11-21");
    }
  }

  public long whole(String column) {
    String text = required(column);
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // answered below with what was expected
    }
    throw wrong(column, text, "a whole number, not negative");
  }

  public int count(String column) {
    long value = whole(column);
    if (value > Integer.MAX_VALUE) {
      throw wrong(column, text(column), "at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  public int countOr(String column, int absent) {
    return has(column) ? count(column) : absent;
  }

  public OptionalLong optionalWhole(String column) {
    return has(column) ? OptionalLong.of(whole(column)) : OptionalLong.empty();
  }

  public OptionalDouble optionalQuantity(String column) {
    return has(column) ? OptionalDouble.of(whole(column)) : OptionalDouble.empty();
  }

  public boolean yes(String column, String yes, String no) {
    String text = required(column);
    if (text.equals(yes)) {
      return true;
    }
    if (text.equals(no)) {
      return false;
    }
    throw wrong(column, text, yes + " or " + no);
  }

  /// The error that `column` holds something else than `expected`.
  public BreakevenException wrong(String column, String text, String expected) {
    return place.invalid(
        column + ": " + Numerals.shown(text) + " (expected: " + expected + ")",
        "Correct the column " + column + ".");
  }
}
