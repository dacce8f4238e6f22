package dev.breakeven.cli.config;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads one part of a YAML file as a tree: no aliases, no tags, at most [#DEEPEST] levels.
public final class YamlTree {
  private static final int DEEPEST = 8;

  private final Path file;

  private YamlTree(Path file) {
    this.file = file;
  }

  /// What stands under `key` at the top of `file`; empty when it is not there.
  ///
  /// Throws [BreakevenException] with file and line for what is no such YAML.
  public static Optional<YamlValue> part(Path file, String key) {
    return new YamlTree(file).read(key);
  }

  private Optional<YamlValue> read(String key) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING,
          "the configuration cannot be read",
          file.toString(),
          "Check its path, and that it is UTF-8.");
    }
    try {
      Iterator<Event> events =
          new Parse(LoadSettings.builder().build()).parseString(text).iterator();
      Optional<YamlValue> found = Optional.empty();
      while (events.hasNext()) {
        Event event = events.next();
        if (event instanceof MappingStartEvent) {
          YamlValue top = value(event, events, 0);
          found = Optional.ofNullable(((YamlValue.Mapping) top).values().get(key));
        }
      }
      return found;
    } catch (MarkedYamlEngineException e) {
      throw invalid(
          e.getProblemMark().map(Mark::getLine).orElse(-1) + 1,
          "not YAML: " + String.valueOf(e.getProblem()).lines().findFirst().orElse(""),
          "Indent by spaces, and quote text that has : or # in it.");
    } catch (YamlEngineException e) {
      throw invalid(0, "not YAML", "Write keys with values.");
    }
  }

  private YamlValue value(Event event, Iterator<Event> events, int depth) {
    int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    if (depth > DEEPEST) {
      throw invalid(line, "nested too deeply", "Keep to the keys of 'breakeven serve'.");
    }
    return switch (event) {
      case ScalarEvent scalar -> new YamlValue.Scalar(scalar.getValue(), line);
      case SequenceStartEvent _ -> {
        List<YamlValue> items = new ArrayList<>();
        for (Event item = events.next();
            !(item instanceof SequenceEndEvent);
            item = events.next()) {
          items.add(value(item, events, depth + 1));
        }
        yield new YamlValue.Sequence(items, line);
      }
      case MappingStartEvent _ -> mapping(events, line, depth);
      default -> throw invalid(line, "an alias", "Write the value itself.");
    };
  }

  private YamlValue mapping(Iterator<Event> events, int line, int depth) {
    Map<String, YamlValue> values = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      int at = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
      if (!(event instanceof ScalarEvent key)) {
        throw invalid(at, "a key was expected", "Write lines such as 'port: 4000'.");
      }
      YamlValue value = value(events.next(), events, depth + 1);
      if (values.put(key.getValue(), value) != null) {
        throw invalid(at, "'%s' is there twice".formatted(key.getValue()), "Keep one of them.");
      }
    }
    return new YamlValue.Mapping(values, line);
  }

  private BreakevenException invalid(int line, String what, String remedy) {
    return invalid(file, line, what, remedy);
  }

  static BreakevenException invalid(Path file, int line, String what, String remedy) {
    String where = line == 0 ? file.toString() : file + ":" + line;
    return new BreakevenException(ErrorCode.CONFIG_INVALID, what, where, remedy);
  }
}
