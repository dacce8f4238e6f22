package dev.breakeven.cli.config;

import dev.breakeven.core.error.BreakevenException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
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

/// Reads the settings of one file from YAML events, so that nothing is expanded or nested.
///
/// The value of an unknown key is never repeated in a message: it may be a secret.
final class ConfigYaml {
  private static final String OF_THE_GATEWAY = ServeKey.Section.SERVE.key();
  private static final String ONE_MAPPING = "Write lines such as 'fte: 0.5'.";

  private final ConfigFile file;
  private final Path home;
  private final Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);

  ConfigYaml(ConfigFile file, Path home) {
    this.file = file;
    this.home = home;
  }

  List<Setting> settings(String text) {
    try {
      document(new Parse(LoadSettings.builder().build()).parseString(text).iterator());
      return List.copyOf(settings.values());
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw file.invalid(line, "a character that no text has", "Save the file as plain text.");
    } catch (MarkedYamlEngineException e) {
      throw file.invalid(
          e.getProblemMark().map(Mark::getLine).orElse(-1) + 1,
          "not YAML: " + String.valueOf(e.getProblem()).lines().findFirst().orElse(""),
          "Indent by spaces, and quote text that has : or # in it.");
    } catch (YamlEngineException e) {
      throw file.invalid(0, "not YAML", ONE_MAPPING);
    }
  }

  private void document(Iterator<Event> events) {
    Event first = events.next();
    while (first instanceof StreamStartEvent || first instanceof DocumentStartEvent) {
      first = events.next();
    }
    if (first instanceof MappingStartEvent) {
      mapping(events);
    } else if (!(first instanceof StreamEndEvent)
        && !(first instanceof ScalarEvent empty && isNothing(empty))) {
      throw invalid(first, "keys with values were expected", ONE_MAPPING);
    }
    while (events.hasNext()) {
      Event event = events.next();
      if (!(event instanceof DocumentEndEvent) && !(event instanceof StreamEndEvent)) {
        throw invalid(event, "a second document", "Keep one, without '---' between.");
      }
    }
  }

  private void mapping(Iterator<Event> events) {
    Event event = events.next();
    while (!(event instanceof MappingEndEvent)) {
      if (event instanceof ScalarEvent part && part.getValue().equals(OF_THE_GATEWAY)) {
        passOver(events);
        event = events.next();
        continue;
      }
      ConfigKey key = key(event);
      if (settings.containsKey(key)) {
        throw invalid(
            event,
            "'%s' is there twice, first at %s".formatted(key.key(), settings.get(key).where()),
            "Keep one of them.");
      }
      List<String> values = values(key, events);
      settings.put(key, new Setting(key, values, file.origin(), file.where(line(event))));
      event = events.next();
    }
  }

  /// Passes over one value: the verb that it is for reads it.
  private static void passOver(Iterator<Event> events) {
    int depth = 0;
    do {
      Event event = events.next();
      depth +=
          event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
    } while (depth > 0);
  }

  private ConfigKey key(Event event) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw invalid(event, "a key was expected", ONE_MAPPING);
    }
    return ConfigKey.ofKey(scalar.getValue())
        .orElseThrow(
            () ->
                invalid(
                    event,
                    "there is no key '%s'".formatted(Spelling.shown(scalar.getValue())),
                    Spelling.hint(scalar.getValue(), Spelling.keys())));
  }

  private List<String> values(ConfigKey key, Iterator<Event> events) {
    Event event = events.next();
    if (!(event instanceof SequenceStartEvent)) {
      return List.of(value(key, event));
    }
    if (!key.isList()) {
      throw invalid(event, key.key() + " takes one value, not a list", remedy(key));
    }
    List<String> values = new ArrayList<>();
    for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
      values.add(value(key, item));
    }
    if (values.isEmpty()) {
      throw invalid(event, key.key() + " is an empty list", "Name a value, or remove the line.");
    }
    return values;
  }

  private String value(ConfigKey key, Event event) {
    if (event instanceof AliasEvent) {
      throw invalid(event, "an alias", "Write the value itself.");
    }
    if (!(event instanceof ScalarEvent scalar)) {
      throw invalid(event, key.key() + " is nested", remedy(key));
    }
    if (scalar.getTag().isPresent()) {
      throw invalid(event, "a tag before the value of " + key.key(), "Write the value alone.");
    }
    if (isNothing(scalar)) {
      throw invalid(event, key.key() + " has no value", "Give one, or remove the line.");
    }
    try {
      key.type().check(scalar.getValue());
    } catch (IllegalArgumentException e) {
      throw invalid(
          event, "%s: '%s'".formatted(key.key(), Spelling.shown(scalar.getValue())), remedy(key));
    }
    return key.type() == ValueType.PATH ? resolved(scalar.getValue()) : scalar.getValue();
  }

  /// A path is meant from the folder of the file; `~/` is the home folder, as in a shell.
  private String resolved(String path) {
    Path stated = path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    return file.path().resolveSibling(stated).toString();
  }

  static String remedy(ConfigKey key) {
    return "Expected: " + key.type().label() + (key.isList() ? ", or a list of them" : "");
  }

  private static boolean isNothing(ScalarEvent scalar) {
    return scalar.isPlain() && List.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
  }

  private BreakevenException invalid(Event event, String what, String remedy) {
    return file.invalid(line(event), what, remedy);
  }

  private static int line(Event event) {
    Optional<Mark> mark = event.getStartMark();
    return mark.map(Mark::getLine).orElse(-1) + 1;
  }
}
