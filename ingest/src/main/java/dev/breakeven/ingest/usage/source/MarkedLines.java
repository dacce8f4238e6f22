package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The lines of a log that hold one of some texts: they are parsed, all others are passed over.
///
/// A line without such a text that no brace ends may have been cut before it, and is left out as
/// broken. Immutable and thread-safe.
public final class MarkedLines {
  private final Set<String> names;
  private final ByteSearch[] marks;

  /// Keeps of a line with one of `texts` what stands under `names`, in objects under `names` too.
  public MarkedLines(Set<String> names, String... texts) {
    this.names = names;
    marks = Arrays.stream(texts).map(ByteSearch::new).toArray(ByteSearch[]::new);
  }

  /// Who is given the lines.
  public interface Visitor extends Remarks {
    void row(JsonObject row, Place place);
  }

  /// A line of a file; written out only where somebody is told of it.
  public record Place(String file, long line) {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /// Something that was found and is told to a visitor later.
  private interface Event {
    void tell(Visitor visitor);
  }

  private record Row(JsonObject row, Place place) implements Event {
    @Override
    public void tell(Visitor visitor) {
      visitor.row(row, place);
    }
  }

  /// What was found in a file, to be given to a visitor later.
  public static final class Found {
    private final String file;
    private final List<Event> events = new ArrayList<>();

    private Found(String file) {
      this.file = file;
    }

    public String file() {
      return file;
    }

    public void replay(Visitor visitor) {
      events.forEach(event -> event.tell(visitor));
    }
  }

  /// Gives each marked line of `input` to `visitor`.
  public void read(TextSource input, Visitor visitor) {
    Lines lines = input.lines();
    while (lines.next()) {
      if (lines.tooLong()) {
        visitor.reject(Rows.TOO_LONG, input.name() + ":" + lines.number());
      } else if (isMarked(lines)) {
        Optional<JsonObject> row =
            JsonObject.parse(lines.bytes(), lines.start(), lines.end(), names::contains);
        if (row.isPresent()) {
          visitor.row(row.get(), new Place(input.name(), lines.number()));
        } else {
          Rows.refuse(input, visitor);
        }
      } else if (isCut(lines)) {
        Rows.refuse(input, visitor);
      }
    }
    Rows.damage(input, visitor);
  }

  /// Reads `input` and holds what is marked.
  public Found find(TextSource input) {
    Found found = new Found(input.name());
    read(
        input,
        new Visitor() {
          @Override
          public void row(JsonObject row, Place place) {
            found.events.add(new Row(row, place));
          }

          @Override
          public void reject(String reason, String where) {
            found.events.add(visitor -> visitor.reject(reason, where));
          }

          @Override
          public void note(String text) {
            found.events.add(visitor -> visitor.note(text));
          }
        });
    return found;
  }

  private static boolean isCut(Lines lines) {
    int end = lines.end();
    return end > lines.start()
        && lines.bytes()[end - 1] != '}'
        && !Lines.isBlank(lines.bytes(), lines.start(), end);
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
