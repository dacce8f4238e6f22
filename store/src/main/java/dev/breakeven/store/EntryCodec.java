package dev.breakeven.store;

import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.units.Usd;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Entries as hot lines and back. Not thread-safe: one line at a time.
final class EntryCodec implements CellSource {
  private static final String OPEN = "open";
  private static final String CLOSE = "close";
  private static final String APPEND = "append";
  private static final String CORRECT = "correct";
  private static final String RESERVED = "reserved_nanos";
  private static final String REPRICED = "repriced";

  private final String[] texts = new String[Column.count()];
  private final long[] wholes = new long[Column.count()];
  private final boolean[] present = new boolean[Column.count()];
  private double difficulty;
  private long reserved;
  private boolean repriced;
  private String kind = "";

  static void write(Entry entry, LineBuffer line) {
    switch (entry) {
      case Entry.Opened(Opening opening) -> {
        line.begin(OPEN);
        AttemptCells.id(opening.id(), line);
        line.whole(Column.AT, AttemptCells.micros(opening.at()));
        AttemptCells.scope(opening.scope(), line);
        line.text(Column.MODEL_ASKED, opening.model());
        line.number(RESERVED, opening.reserved().nanos());
      }
      case Entry.Completed completed -> {
        line.begin(completed.closing() ? CLOSE : APPEND);
        AttemptCells.write(completed.attempt(), line);
      }
      case Entry.Corrected(Correction correction) -> {
        line.begin(CORRECT);
        AttemptCells.id(correction.id(), line);
        line.whole(Column.AT, AttemptCells.micros(correction.at()));
        change(correction.change(), line);
      }
    }
    line.end();
  }

  private static void change(Correction.Change change, LineBuffer line) {
    switch (change) {
      case Correction.Outcome(String text) -> line.text(Column.OUTCOME, text);
      case Correction.Repriced repriced -> {
        AttemptCells.cost(repriced.cost(), line);
        AttemptCells.gpuSeconds(repriced.gpuSeconds(), line);
        line.number(REPRICED, 1);
      }
    }
  }

  /// Reads an intact line; throws `IllegalArgumentException` when it is not one of ours.
  Entry read(byte[] bytes, int from, int to) {
    parse(bytes, from, to);
    return entry();
  }

  /// Takes in the fields of an intact line.
  void parse(byte[] bytes, int from, int to) {
    try {
      fields(bytes, from, to);
    } catch (JacksonException | ArithmeticException e) {
      throw new IllegalArgumentException("not a ledger line: " + e.getMessage(), e);
    }
  }

  /// Is the line that was parsed a whole attempt?
  boolean isCompleted() {
    return kind.equals(CLOSE) || kind.equals(APPEND);
  }

  /// The entry that was parsed.
  Entry entry() {
    try {
      return switch (kind) {
        case OPEN ->
            new Entry.Opened(
                new Opening(
                    AttemptCells.id(this),
                    AttemptCells.at(this),
                    AttemptCells.scope(this),
                    text(Column.MODEL_ASKED),
                    new Usd(reserved)));
        case CLOSE, APPEND -> new Entry.Completed(AttemptCells.read(this), kind.equals(CLOSE));
        case CORRECT ->
            new Entry.Corrected(
                new Correction(AttemptCells.id(this), AttemptCells.at(this), change()));
        default -> throw new IllegalArgumentException("kind of line: '" + kind + "'");
      };
    } catch (JacksonException | ArithmeticException e) {
      throw new IllegalArgumentException("not a ledger line: " + e.getMessage(), e);
    }
  }

  private Correction.Change change() {
    return repriced
        ? new Correction.Repriced(AttemptCells.cost(this), AttemptCells.gpuSeconds(this))
        : new Correction.Outcome(text(Column.OUTCOME));
  }

  private void fields(byte[] bytes, int from, int to) {
    Arrays.fill(texts, "");
    Arrays.fill(present, false);
    repriced = false;
    try (JsonParser json =
        JsonMaps.FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = json.currentName();
        json.nextToken();
        Column column = Column.ofKey(key);
        if (column != null) {
          cell(column, json);
        } else {
          other(key, json);
        }
      }
    }
  }

  private void cell(Column column, JsonParser json) {
    int index = column.ordinal();
    switch (column.kind()) {
      case TEXT -> texts[index] = json.getString();
      case WHOLE, MICROS -> wholes[index] = json.getLongValue();
      case REAL -> difficulty = json.getDoubleValue();
    }
    present[index] = true;
  }

  private void other(String key, JsonParser json) {
    switch (key) {
      case "k" -> kind = json.getString();
      case RESERVED -> reserved = json.getLongValue();
      case REPRICED -> repriced = true;
      case "crc" -> {}
      default -> throw new IllegalArgumentException("unknown key '" + key + "'");
    }
  }

  @Override
  public String text(Column column) {
    return texts[column.ordinal()];
  }

  @Override
  public OptionalLong whole(Column column) {
    int index = column.ordinal();
    return present[index] ? OptionalLong.of(wholes[index]) : OptionalLong.empty();
  }

  @Override
  public OptionalDouble real(Column column) {
    return present[column.ordinal()] ? OptionalDouble.of(difficulty) : OptionalDouble.empty();
  }
}
