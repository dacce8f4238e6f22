package dev.breakeven.cli.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads a configuration file as a tree: one mapping, no aliases, no tags, no key twice, at most
/// [#DEEPEST] levels. Read from YAML events, so that nothing is expanded.
final class YamlTree {
  private static final int DEEPEST = 8;
  private static final String ONE_MAPPING = "Write lines such as 'fte: 0.5'.";

  private final ConfigFile file;
  private final Iterator<Event> events;

  private YamlTree(ConfigFile file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /// The keys of `file`, whose contents are `text`, with their values.
  ///
  /// Throws [BreakevenException] with file and line for what is no such YAML.
  static Map<String, YamlValue> of(ConfigFile file, String text) {
    try {
      Parse parse = new Parse(LoadSettings.builder().build());
      return new YamlTree(file, parse.parseString(text).iterator()).document();
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw file.invalid(line, "a character that no text has", "Save the file as plain text.");
    } catch (MarkedYamlEngineException e) {
      throw file.invalid(
          line(e.getProblemMark()),
          "not YAML: " + String.valueOf(e.getProblem()).lines().findFirst().orElse(""),
          "Indent by spaces, and quote text that has : or # in it.");
    } catch (YamlEngineException e) {
      throw file.invalid(0, "not YAML", ONE_MAPPING);
    }
  }

  private Map<String, YamlValue> document() {
    Event first = events.next();
    while (first instanceof StreamStartEvent || first instanceof DocumentStartEvent) {
      first = events.next();
    }
    Map<String, YamlValue> keys = Map.of();
    if (first instanceof MappingStartEvent) {
      keys = mapping(0);
    } else if (!(first instanceof StreamEndEvent)
        && !(first instanceof ScalarEvent empty && isNothing(empty))) {
      throw file.invalid(line(first), "keys with values were expected", ONE_MAPPING);
    }
    while (events.hasNext()) {
      Event event = events.next();
      if (!(event instanceof DocumentEndEvent) && !(event instanceof StreamEndEvent)) {
        throw file.invalid(line(event), "a second document", "Keep one, without '---' between.");
      }
    }
    return keys;
  }

  private Map<String, YamlValue> mapping(int depth) {
    Map<String, YamlValue> values = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      int line = line(event);
      if (!(event instanceof ScalarEvent key)) {
        throw file.invalid(line, "a key was expected", ONE_MAPPING);
      }
      YamlValue before = values.get(key.getValue());
      if (before != null) {
        throw file.invalid(
            line,
            "'%s' is there twice, first at %s"
                .formatted(Spelling.shown(key.getValue()), file.where(before.line())),
            "Keep one of them.");
      }
      values.put(key.getValue(), value(events.next(), line, depth + 1));
    }
    return values;
  }

  private YamlValue value(Event event, int line, int depth) {
    if (depth > DEEPEST) {
      throw file.invalid(line, "nested too deeply", "Keep to the keys of the documentation.");
    }
    return switch (event) {
      case ScalarEvent scalar when scalar.getTag().isPresent() ->
          throw file.invalid(line, "a tag before a value", "Write the value alone.");
      case ScalarEvent scalar -> new YamlValue.Scalar(scalar.getValue(), isNothing(scalar), line);
      case SequenceStartEvent _ -> new YamlValue.Sequence(items(depth), line);
      case MappingStartEvent _ -> new YamlValue.Mapping(mapping(depth), line);
      case AliasEvent _ -> throw file.invalid(line(event), "an alias", "Write the value itself.");
      default -> throw new IllegalStateException("no value begins with " + event.getEventId());
    };
  }

  private List<YamlValue> items(int depth) {
    List<YamlValue> items = new ArrayList<>();
    for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
      items.add(value(item, line(item), depth + 1));
    }
    return items;
  }

  private static boolean isNothing(ScalarEvent scalar) {
    return scalar.isPlain() && List.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
  }

  private static int line(Event event) {
    return line(event.getStartMark());
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(-1) + 1;
  }
}
