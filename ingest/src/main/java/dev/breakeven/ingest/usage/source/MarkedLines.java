package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The lines of a log that hold one of some texts: they are parsed, all others are passed over.
///
/// Immutable and thread-safe.
public final class MarkedLines {
  private final ByteSearch[] marks;

  public MarkedLines(String... texts) {
    marks = Arrays.stream(texts).map(ByteSearch::new).toArray(ByteSearch[]::new);
  }

  /// Who is given the lines.
  public interface Visitor extends Remarks {
    void row(JsonObject row, String where);
  }

  /// What was found in a file, to be given to a visitor later.
  public record Found(String file, List<Consumer<Visitor>> events) {
    public void replay(Visitor visitor) {
      events.forEach(event -> event.accept(visitor));
    }
  }

  /// Gives each marked line of `input` to `visitor`.
  public void read(TextSource input, Visitor visitor) {
    Lines lines = input.lines();
    while (lines.next()) {
      if (lines.tooLong()) {
        visitor.reject(Rows.TOO_LONG, input.name() + ":" + lines.number());
      } else if (isMarked(lines)) {
        Optional<JsonObject> row = JsonObject.parse(lines.bytes(), lines.start(), lines.end());
        if (row.isPresent()) {
          visitor.row(row.get(), input.name() + ":" + lines.number());
        } else {
          Rows.refuse(input, visitor);
        }
      }
    }
    Rows.damage(input, visitor);
  }

  /// Reads `input` and holds what is marked.
  public Found find(TextSource input) {
    List<Consumer<Visitor>> events = new ArrayList<>();
    read(
        input,
        new Visitor() {
          @Override
          public void row(JsonObject row, String where) {
            events.add(visitor -> visitor.row(row, where));
          }

          @Override
          public void reject(String reason, String where) {
            events.add(visitor -> visitor.reject(reason, where));
          }

          @Override
          public void note(String text) {
            events.add(visitor -> visitor.note(text));
          }
        });
    return new Found(input.name(), events);
  }

  private boolean isMarked(Lines lines) {
    for (ByteSearch mark : marks) {
      if (mark.isIn(lines.bytes(), lines.start(), lines.end())) {
        return true;
      }
    }
    return false;
  }
}
